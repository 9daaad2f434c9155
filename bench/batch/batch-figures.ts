/** What one process contributed to a batch. */
export interface ProcessFigures {
  readonly name: string;
  readonly cpuSeconds: number;
  /** Most resident memory since the process started. */
  readonly peakBytes: number;
}

/** One way to score the file. */
export interface BatchFigures {
  readonly name: 'peer' | 'sluice';
  /** Wall clock, end to end. */
  readonly rowsPerSecond: number;
  readonly processes: readonly ProcessFigures[];
}

/** Rows per second of CPU, over all processes that took part. */
export function rowsPerCore(rows: number, { processes }: BatchFigures): number {
  return rows / processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}
