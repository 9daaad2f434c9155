import { ACTIONS, type Action } from '@sluice/detection';
import { LATENCY_BINS, latencyBin, SCORE_BINS, scoreBin } from './histogram-bins';

const COUNTS = ['requests', 'failed', 'dropped', 'rows', ...ACTIONS] as const;
const LATENCIES = COUNTS.length;
const SCORES = LATENCIES + LATENCY_BINS;

/** What is counted of a version: names that stay the same over releases. */
const SLOT_NAMES: readonly string[] = [
  ...COUNTS,
  ...Array.from({ length: LATENCY_BINS }, (_, bin) => `latency.${bin}`),
  ...Array.from({ length: SCORE_BINS }, (_, bin) => `score.${bin}`),
];
const SLOTS = new Map(SLOT_NAMES.map((name, slot) => [name, slot]));

const slotOf = (count: (typeof COUNTS)[number]): number => COUNTS.indexOf(count);
const [REQUESTS, FAILED, DROPPED, ROWS] = [slotOf('requests'), slotOf('failed'), slotOf('dropped'), slotOf('rows')];
const ACTION_SLOTS = { allow: slotOf('allow'), review: slotOf('review'), block: slotOf('block') };

/** What was decided about one row. */
export interface JudgedRow {
  /** In [0, 1]. */
  readonly score: number;
  readonly action: Action;
}

/** What one version did, in numbers that can be added up. One array holds them all: counting is on the hot path. */
export class VersionTally {
  private readonly slots = new Float64Array(SLOT_NAMES.length);

  answered(durationMs: number, rows: readonly JudgedRow[]): void {
    this.add(REQUESTS, 1);
    this.add(ROWS, rows.length);
    this.add(LATENCIES + latencyBin(durationMs), 1);
    for (const { score, action } of rows) {
      this.add(SCORES + scoreBin(score), 1);
      this.add(ACTION_SLOTS[action], 1);
    }
  }

  /** A request that the version could not answer. */
  failed(): void {
    this.add(REQUESTS, 1);
    this.add(FAILED, 1);
  }

  /** A request that a shadow was too busy for. */
  dropped(): void {
    this.add(DROPPED, 1);
  }

  get(count: (typeof COUNTS)[number]): number {
    return this.slots[slotOf(count)] ?? 0;
  }

  get latencies(): Float64Array {
    return this.slots.subarray(LATENCIES, SCORES);
  }

  get scores(): Float64Array {
    return this.slots.subarray(SCORES);
  }

  /** Every number that is not 0, by its name. */
  entries(): (readonly [name: string, count: number])[] {
    return SLOT_NAMES.flatMap((name, slot) => {
      const count = this.slots[slot] ?? 0;
      return count === 0 ? [] : [[name, count] as const];
    });
  }

  /** Adds a number by its name; one of another release that is not known here is left out. */
  addEntry(name: string, count: number): void {
    const slot = SLOTS.get(name);
    if (slot !== undefined) this.add(slot, count);
  }

  private add(slot: number, by: number): void {
    this.slots[slot] = (this.slots[slot] ?? 0) + by;
  }
}
