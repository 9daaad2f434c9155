/** Runs of flagged rows in a contiguous run of `length` rows: at its start, at its end, and the longest anywhere. */
export interface Streak {
  readonly length: number;
  readonly prefix: number;
  readonly suffix: number;
  readonly best: number;
}

/** The streak of two neighbouring runs, `a` before `b`. Associative. */
export function mergeStreaks(a: Streak, b: Streak): Streak {
  return {
    length: a.length + b.length,
    prefix: a.prefix === a.length ? a.length + b.prefix : a.prefix,
    suffix: b.suffix === b.length ? b.length + a.suffix : b.suffix,
    best: Math.max(a.best, b.best, a.suffix + b.prefix),
  };
}
