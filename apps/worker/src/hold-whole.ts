import type { Claims, Deaths } from '@sluice/batches';
import type { AloneGate } from './alone-gate';

/** From its second death on a step runs alone in its worker, so that it is not blamed for a chunk that kills workers. */
const DEATHS_UNTIL_ALONE = 2;
/** Deaths alone after which a step is not tried again. */
const MOST_ALONE = 5;
/**
 * Of any kind, so that nothing goes on for ever. What remains: an attempt whose claim the store could not delete when it ended looks like one that died, and so does one that
 * is paused. It takes seven of these, the last five alone, to end a batch that nothing is wrong with.
 */
const MOST_DEATHS = 50;

export function isDeadly({ alone, total }: Deaths): boolean {
  return alone >= MOST_ALONE || total >= MOST_DEATHS;
}

export interface WholeStep {
  /** Of the worker. */
  readonly gate: AloneGate;
  readonly claims: Claims;
  readonly work: 'plan' | 'finish';
  /** Of earlier attempts. */
  readonly deaths: Deaths;
}

/** Runs an attempt at a step that takes a batch as a whole, beside other work of its worker until that may be what killed it. */
export function holdWhole<T>(
  { gate, claims, work, deaths }: WholeStep,
  attempt: (id: string) => Promise<T>,
): Promise<T> {
  const alone = deaths.total >= DEATHS_UNTIL_ALONE;
  return gate.run(alone, () => claims.hold(work, alone, attempt));
}
