import type { TestSystem } from '@sluice/testing';

/** Workers that are started again whenever they die, as a supervisor does it. */
export class RestartedWorkers {
  private readonly over = new AbortController();
  private readonly running: readonly Promise<void>[];
  private died = 0;
  private said = '';

  constructor(
    private readonly system: TestSystem,
    count = 1,
  ) {
    this.running = Array.from({ length: count }, () => this.keepRunning());
  }

  /** How often one has died. */
  get deaths(): number {
    return this.died;
  }

  /** The end of what each that has ended had written. */
  get lastOutput(): string {
    return this.said;
  }

  async stop(): Promise<void> {
    this.over.abort();
    await Promise.all([this.system.stopWorkers(), ...this.running]);
  }

  private async keepRunning(): Promise<void> {
    for (;;) {
      const worker = await this.system.startWorker();
      if (this.over.signal.aborted) await worker.stop();
      await worker.exited;
      this.said += worker.lastOutput;
      if (this.over.signal.aborted) return;
      this.died++;
    }
  }
}
