import type { TableRecord } from '@sluice/batches';
import type { JudgedRows } from './judged-rows';
import type { RowRules } from './row-rules';

/** The rows of a file that could be judged, and those that could not. */
export interface JudgedFile {
  readonly rows: JudgedRows;
  /** Rows of the set that have no label, or that the model refused or gave no score. */
  readonly refused: number;
  /** Indices into the rows by group, `column = value`, in the order of the names. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
}

/** Collects scores and labels as they come: some twenty bytes a row, whatever the record holds. */
export class Judgement {
  private readonly scores: number[] = [];
  private readonly labels: number[] = [];
  private readonly weights: number[] = [];
  private readonly groups = new Map<string, number[]>();
  private refused = 0;

  constructor(private readonly rules: RowRules) {}

  /** @param score in [0, 1]; NaN when there is none */
  add(record: TableRecord, score: number): void {
    const label = this.rules.label(record);
    if (label === null || Number.isNaN(score)) {
      this.refused++;
      return;
    }
    const row = this.scores.push(score) - 1;
    this.labels.push(label);
    this.weights.push(this.rules.weight(record, label));
    for (const group of this.rules.groups(record)) {
      const rows = this.groups.get(group);
      if (rows) rows.push(row);
      else this.groups.set(group, [row]);
    }
  }

  result(): JudgedFile {
    const rows = {
      scores: Float64Array.from(this.scores),
      labels: Uint8Array.from(this.labels),
      weights: Float64Array.from(this.weights),
    };
    const groups = new Map([...this.groups].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { rows, refused: this.refused, groups };
  }
}
