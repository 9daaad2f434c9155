/** Of failed requests, in one second and all processes: enough to see what is wrong, and a flood of refusals costs no line each. */
const LINES_PER_SECOND = 100;

/** Bounds the log lines of failed requests; those left out are counted. */
export class ErrorLineQuota {
  private second = 0;
  private lines = 0;
  private suppressed = 0;

  constructor(private readonly linesPerSecond: number) {}

  /** The quota of one of some processes. */
  static ofOne(processes: number): ErrorLineQuota {
    return new ErrorLineQuota(Math.max(1, Math.floor(LINES_PER_SECOND / processes)));
  }

  /** @returns how many lines were left out since the last one; null: this one is left out as well */
  take(nowMs: number): number | null {
    const second = Math.floor(nowMs / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.lines = 0;
    }
    if (this.lines === this.linesPerSecond) {
      this.suppressed++;
      return null;
    }
    this.lines++;
    const { suppressed } = this;
    this.suppressed = 0;
    return suppressed;
  }
}
