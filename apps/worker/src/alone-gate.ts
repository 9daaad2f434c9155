/** Lets many share a worker, or one have it to itself. Waiting in order, so that nobody starves. */
export class AloneGate {
  private running = 0;
  private aloneRuns = false;
  private readonly waiting: { alone: boolean; enter: () => void }[] = [];

  async run<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    await this.enter(alone);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private enter(alone: boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ alone, enter: resolve });
      this.admit();
    });
  }

  private leave(): void {
    this.running--;
    this.aloneRuns = false;
    this.admit();
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined && this.mayEnter(next.alone); next = this.waiting[0]) {
      this.waiting.shift();
      this.running++;
      this.aloneRuns = next.alone;
      next.enter();
    }
  }

  private mayEnter(alone: boolean): boolean {
    return this.running === 0 || (!alone && !this.aloneRuns);
  }
}
