/** Weight of the newest run: the pace follows a change within about ten runs, and one slow run is no change. */
const NEWEST = 0.2;

/** How long a row takes, learnt from the runs so far. Until the first has ended nothing is known, and nothing is refused for it. */
export class RunPace {
  private rowMs = 0;

  observe(rows: number, durationMs: number): void {
    const rowMs = durationMs / rows;
    this.rowMs = this.rowMs === 0 ? rowMs : this.rowMs + NEWEST * (rowMs - this.rowMs);
  }

  /** Expected milliseconds for rows that one run after the other scores. */
  msFor(rows: number): number {
    return rows * this.rowMs;
  }

  /** Rows that take about this long; at least 1. */
  rowsWithin(durationMs: number): number {
    return this.rowMs === 0 ? Infinity : Math.max(1, Math.floor(durationMs / this.rowMs));
  }
}
