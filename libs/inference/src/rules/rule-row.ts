import type { Column } from '@sluice/contracts';

/** One row as rules see it: a text, or the number of a row in columns. */
export interface RuleRow {
  readonly text: string;
  readonly columns: readonly Column[];
  readonly row: number;
}

export type RuleTest = (row: RuleRow) => boolean;
