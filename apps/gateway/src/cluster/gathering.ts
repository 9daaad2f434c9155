/** The answers of some processes to one question: done when all have answered or ended, or the time is over. */
export class Gathering {
  readonly answers = new Map<number, unknown>();
  readonly done: Promise<void>;
  private end: () => void = () => undefined;
  private readonly missing: Set<number>;

  constructor(asked: readonly number[], withinMs: number) {
    this.missing = new Set(asked);
    this.done = new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.endIfComplete();
  }

  /** @param answer undefined: the process has none */
  take(process: number, answer: unknown): void {
    if (this.missing.delete(process) && answer !== undefined) this.answers.set(process, answer);
    this.endIfComplete();
  }

  /** The process has ended. What it answered is forgotten as well: it is not among those that run. */
  lose(process: number): void {
    this.missing.delete(process);
    this.answers.delete(process);
    this.endIfComplete();
  }

  private endIfComplete(): void {
    if (this.missing.size === 0) this.end();
  }
}
