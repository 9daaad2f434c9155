import type { BatchPlan } from './batch-records';

/**
 * A chunk, or a part of one that was split because something in it is poisonous: `12` is chunk 12, `12.3.0` the first part of its fourth part.
 * What a piece holds follows from the plan and its name alone.
 */
export type PieceId = string;

/** Parts of a split: of 16,384 rows a poisonous one is alone after four splits, each of which costs one more death. */
const WAYS = 16;

/** Positions [start, end) in a plan. */
export type Positions = readonly [start: number, end: number];

/** null for a piece that the plan does not have. */
export function positionsOf({ chunk_ends }: BatchPlan, piece: PieceId): Positions | null {
  const [chunk = -1, ...path] = piece.split('.').map(Number);
  let end = chunk_ends[chunk];
  if (end === undefined) return null;
  let start = chunk_ends[chunk - 1] ?? 0;
  for (const part of path) {
    const rows: number = end - start;
    const ways = Math.min(WAYS, rows);
    if (part >= ways) return null;
    [start, end] = [start + Math.floor((rows * part) / ways), start + Math.floor((rows * (part + 1)) / ways)];
  }
  return [start, end];
}

/** Rows of a piece of the plan, 0 of one that it does not have. */
export function rowsOf(plan: BatchPlan, piece: PieceId): number {
  const [start, end] = positionsOf(plan, piece) ?? [0, 0];
  return end - start;
}

export function isPartOfSplit(piece: PieceId): boolean {
  return piece.includes('.');
}

/**
 * Every row of the plan once, as pieces in the order of the plan: a chunk as a whole, or the parts of one that was split. A piece that was committed after all, by a
 * slow attempt, counts as a whole.
 */
export function* piecesOf(
  plan: BatchPlan,
  committed: { has(piece: PieceId): boolean },
  split: { has(piece: PieceId): boolean },
): Generator<PieceId> {
  for (const chunk of plan.chunk_ends.keys()) yield* leavesOf(plan, String(chunk), committed, split);
}

function* leavesOf(
  plan: BatchPlan,
  piece: PieceId,
  committed: { has(piece: PieceId): boolean },
  split: { has(piece: PieceId): boolean },
): Generator<PieceId> {
  if (committed.has(piece) || !split.has(piece)) yield piece;
  else {
    const ways = Math.min(WAYS, rowsOf(plan, piece));
    for (let part = 0; part < ways; part++) yield* leavesOf(plan, `${piece}.${part}`, committed, split);
  }
}
