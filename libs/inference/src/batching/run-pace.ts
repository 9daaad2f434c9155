/** What older runs lose in weight with each new one: the pace follows a change within about ten runs, and one slow run is no change. */
const DECAY = 0.8;
/** Of a run, whatever its rows: without it a burst of large calls would be refused because single rows came before. */
const RUN_OVERHEAD_MS = 1;

/** A run counts as at most so many times what was expected of it: a process that was held up for a moment has not become slow. One that is a hundred times slower is known within a dozen runs, a thousand times within twenty. */
const MOST_TIMES = 4;

/** How long a row takes, learnt from the runs so far, large ones first of all. Until the first has ended nothing is known, and nothing is refused for it. */
export class RunPace {
  private ms = 0;
  private rows = 0;

  observe(rows: number, durationMs: number): void {
    const most = this.rows === 0 ? Infinity : MOST_TIMES * Math.max(RUN_OVERHEAD_MS, this.msFor(rows));
    this.ms = this.ms * DECAY + Math.min(most, Math.max(0, durationMs - RUN_OVERHEAD_MS));
    this.rows = this.rows * DECAY + rows;
  }

  /** Expected milliseconds for rows that one run after the other scores. */
  msFor(rows: number): number {
    return rows * this.rowMs;
  }

  /** Rows that take about this long; at least 1. */
  rowsWithin(durationMs: number): number {
    return this.rowMs === 0 ? Infinity : Math.max(1, Math.floor(durationMs / this.rowMs));
  }

  private get rowMs(): number {
    return this.rows === 0 ? 0 : this.ms / this.rows;
  }
}
