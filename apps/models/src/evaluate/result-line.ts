import type { Interval } from './bootstrap';
import type { FigureName, Figures } from './figures';

/**
 * Where the rows stand to the training of the model: `in-sample` it was trained on them, `split` they are the part of that file which training
 * left out, `unseen` they come from another file, `cross-validated` the figures are those of the manifest.
 */
export type Sample = 'in-sample' | 'split' | 'unseen' | 'cross-validated';

/** One line of the table of models:evaluate. */
export interface ResultLine {
  readonly model: string;
  readonly data: string;
  readonly sample: Sample;
  /** null where there are none: the line quotes the manifest. */
  readonly rows: { readonly judged: number; readonly positive: number; readonly refused: number | null } | null;
  readonly threshold: number | null;
  readonly figures: Readonly<Partial<Figures>>;
  readonly intervals: Readonly<Partial<Record<FigureName, Interval>>>;
}
