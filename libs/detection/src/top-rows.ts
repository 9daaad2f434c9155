/** Rows that a verdict names. */
export const TOP_ROWS = 5;

/** `row` is the 1-based data record of the file, `score` in [0, 1]. */
export interface TopRow {
  readonly row: number;
  readonly score: number;
}

/** The first TOP_ROWS of two lists that are each ordered by (score descending, row ascending), in that order. */
export function mergeTopRows(a: readonly TopRow[], b: readonly TopRow[]): TopRow[] {
  return [...a, ...b].sort(compareTopRows).slice(0, TOP_ROWS);
}

/** Puts a row into an ordered list of at most TOP_ROWS, in place. Most rows of a long session end at the first test. */
export function insertTopRow(top: TopRow[], row: number, score: number): void {
  const last = top[TOP_ROWS - 1];
  if (last !== undefined && (score < last.score || (score === last.score && row > last.row))) return;
  const candidate = { row, score };
  const after = top.findIndex((other) => compareTopRows(candidate, other) < 0);
  top.splice(after === -1 ? top.length : after, 0, candidate);
  if (top.length > TOP_ROWS) top.pop();
}

function compareTopRows(a: TopRow, b: TopRow): number {
  return b.score - a.score || a.row - b.row;
}
