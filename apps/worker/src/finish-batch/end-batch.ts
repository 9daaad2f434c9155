import type { SluiceError } from '@sluice/contracts';
import type { AdvanceBatch, BatchLedger, BatchOutcome, SessionTally } from '@sluice/batches';

export const NO_SESSIONS: SessionTally = { total: 0, flagged: 0, by_action: { allow: 0, review: 0, block: 0 } };
const NO_ROWS = { total: 0, succeeded: 0, failed: 0, flagged: 0, cancelled: 0 } as const;

export interface EndWithoutResults {
  readonly state: 'failed' | 'cancelled';
  readonly error: SluiceError | null;
  readonly at: number;
}

/** Ends a batch that has nothing to show: its file could not be read, or it was cancelled before it was. */
export async function endBatch(advance: AdvanceBatch, ledger: BatchLedger, end: EndWithoutResults): Promise<void> {
  await createOutcome(advance, ledger, {
    state: end.state,
    attempt: '',
    finished_at: end.at,
    counts: NO_ROWS,
    sessions: NO_SESSIONS,
    error: end.error === null ? null : { code: end.error.code, detail: end.error.message },
    tables: null,
  });
}

/** Finish and cancel both come here; the first wins, and then the batch is not active any more. */
export async function createOutcome(
  advance: AdvanceBatch,
  ledger: BatchLedger,
  outcome: BatchOutcome,
): Promise<boolean> {
  const first = await ledger.create(ledger.keys.outcome(ledger.epoch), outcome);
  await advance.settle(ledger);
  return first;
}
