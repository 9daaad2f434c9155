/** One line of the rows view, as far as these checks look. */
export interface ScoredRow {
  readonly row: number | null;
  readonly id: string | null;
  readonly score: number;
}

/** What is wrong with the rows of a batch; empty lists and zeros when every row is there exactly once. */
export interface Discrepancies {
  /** Record numbers that should be there and are not. */
  readonly missing: readonly number[];
  /** Record numbers that are there more than once. */
  readonly twice: readonly number[];
  /** Rows that are no record of the file. */
  readonly strangers: number;
  /** Record numbers whose id or score differs from an undisturbed run. */
  readonly changed: readonly number[];
}

export const NOTHING_WRONG: Discrepancies = { missing: [], twice: [], strangers: 0, changed: [] };

/**
 * Compares rows with those of an undisturbed run by nothing but counting: shares no code with what it judges. Scores must be
 * equal to the bit.
 */
export function discrepancies(undisturbed: readonly ScoredRow[], found: readonly ScoredRow[]): Discrepancies {
  const expected = new Map(undisturbed.map((row) => [row.row, row]));
  const times = new Map<number, number>();
  const changed = new Set<number>();
  let strangers = 0;
  for (const { row, id, score } of found) {
    const original = expected.get(row);
    if (row === null || original === undefined) {
      strangers++;
      continue;
    }
    times.set(row, (times.get(row) ?? 0) + 1);
    if (!Object.is(original.score, score) || original.id !== id) changed.add(row);
  }
  return {
    missing: [...expected.keys()].filter((row): row is number => row !== null && !times.has(row)),
    twice: [...times].filter(([, count]) => count > 1).map(([row]) => row),
    strangers,
    changed: [...changed],
  };
}
