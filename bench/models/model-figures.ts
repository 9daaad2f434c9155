/** A tight loop over one model on one core, in microseconds a row. */
export interface ModelFigures {
  readonly model: string;
  readonly rows: number;
  readonly maxBatchSize: number;
  readonly featurizeUs: number;
  readonly runUs: number;
}

/** A cascade against its deep member, on the same mixed texts. */
export interface CascadeFigures {
  readonly cascade: string;
  readonly deep: string;
  readonly rows: number;
  /** What the texts were. */
  readonly from: string;
  readonly cascadeRowsPerSecond: number;
  readonly deepRowsPerSecond: number;
}

export interface ModelsReport {
  readonly models: readonly ModelFigures[];
  readonly cascades: readonly CascadeFigures[];
}
