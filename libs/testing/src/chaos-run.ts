import { seededRandom } from './seeded-random';

/** From jest.chaos.config.cjs: CHAOS_SEED, or another one for every run. */
declare const CHAOS_SEED: number;

/** What one chaos test draws at random, and the line in which it tells what it did and saw. */
export class ChaosRun {
  private readonly draw = seededRandom(CHAOS_SEED);

  constructor(private readonly name: string) {
    this.print({ begins: true });
  }

  /** A whole number in [0, below). */
  pick(below: number): number {
    return Math.floor(this.draw() * below);
  }

  /** Prints one line of JSON, with the seed. */
  print(seen: Readonly<Record<string, unknown>>): void {
    process.stdout.write(`${JSON.stringify({ chaos: this.name, seed: CHAOS_SEED, ...seen })}\n`);
  }
}
