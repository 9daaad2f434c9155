import type { ModelRef } from '@sluice/contracts';
import { sessionVerdict, type SessionAggregate, type SessionVerdict } from '@sluice/detection';
import type { BatchModel } from '../records/batch-manifest';

/** Risks in [0, 1] by exactly this session model, one for each aggregate in order. Rejects when the model cannot be had. */
export type SessionRisks = (model: ModelRef, aggregates: readonly SessionAggregate[]) => Promise<Float64Array>;

/** Verdicts on whole sessions, in their order. Give it a few thousand at once: each call asks the session model once. */
export type SessionJudge = (aggregates: readonly SessionAggregate[]) => Promise<readonly SessionVerdict[]>;

/** Judges as the batch fixed when it was accepted: by its session model, or by the formula when it has none. Never by one instead of the other. */
export function sessionJudge(
  model: Pick<BatchModel, 'session_model' | 'session_bands'>,
  risks: SessionRisks,
): SessionJudge {
  const { session_model, session_bands } = model;
  return async (aggregates) => {
    if (aggregates.length === 0) return [];
    if (!session_model) return aggregates.map((aggregate) => sessionVerdict(aggregate, session_bands));
    const found = await risks(session_model, aggregates);
    return aggregates.map((aggregate, i) => sessionVerdict(aggregate, session_bands, found[i] ?? Number.NaN));
  };
}
