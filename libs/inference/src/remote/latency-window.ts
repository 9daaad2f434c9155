const KEPT = 256;
/** Before that a percentile says nothing. */
const LEAST = 32;
/** Sorting costs more than a call may: the percentile is taken anew after so many. */
const RENEW_AFTER = 32;

/** 95th percentile of the last calls. */
export class LatencyWindow {
  private readonly lastMs: number[] = [];
  private next = 0;
  private seen = 0;
  private percentileMs: number | null = null;

  observe(durationMs: number): void {
    this.lastMs[this.next] = durationMs;
    this.next = (this.next + 1) % KEPT;
    this.seen++;
    if (this.seen >= LEAST && (this.percentileMs === null || this.seen % RENEW_AFTER === 0)) this.renew();
  }

  /** null: too few calls so far. */
  get p95Ms(): number | null {
    return this.percentileMs;
  }

  private renew(): void {
    const sorted = [...this.lastMs].sort((a, b) => a - b);
    this.percentileMs = sorted[Math.ceil(0.95 * sorted.length) - 1] ?? null;
  }
}
