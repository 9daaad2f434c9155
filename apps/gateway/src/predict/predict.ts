import { Injectable } from '@nestjs/common';
import { newId, SluiceError, type ModelRef } from '@sluice/contracts';
import { ACTIONS } from '@sluice/detection';
import type { LiveModel, Scored } from '@sluice/inference';
import { RolloutRouter } from '../rollouts/rollout-router';
import { RecordSession, timeOf, type SessionBlock } from '../sessions/record-session';
import { InferenceMetrics } from '../models/inference-metrics';
import { invalidBody } from './invalid-body';
import type { PredictBody } from './predict-body';
import { judge, judgementOf, type Prediction } from './prediction';
import { requestRows } from './request-rows';
import { DEFAULT_MODEL } from '../models/default-model';

/** What to score: a body that fits the envelope, and what path and headers say. */
export interface PredictRequest {
  readonly body: PredictBody;
  readonly requestId: string;
  /** Named by the path. */
  readonly model?: string | undefined;
  readonly version?: string | undefined;
  /** Of `performance.now()`. */
  readonly deadlineMs: number;
}

/** The answer, as api.md has it. */
export interface Predictions {
  readonly id: string;
  readonly model: ModelRef;
  readonly predictions: readonly Prediction[];
  readonly metadata: Readonly<Record<string, number | boolean | readonly string[]>>;
  /** Of a call with a session_id that waits for it. */
  readonly session?: SessionBlock;
}

/** Scores the rows of one request and judges each. */
@Injectable()
export class Predict {
  constructor(
    private readonly router: RolloutRouter,
    private readonly metrics: InferenceMetrics,
    private readonly recordSession: RecordSession,
  ) {}

  /** @throws SluiceError INVALID_BODY, INVALID_INSTANCE, MODEL_NOT_FOUND, MODEL_NOT_READY, NON_FINITE_SCORE, and those of `LiveModel.score`. */
  async execute({ body, requestId, model, version, deadlineMs }: PredictRequest): Promise<Predictions> {
    const startedMs = performance.now();
    const sticky = body.session_id ?? body.user_id ?? requestId;
    const live = this.router.choose(modelNamed(model, body.model), version, sticky);
    timeOf(body.occurred_at);
    const rows = requestRows(body, live);
    const scored = await live.score(rows, { deadlineMs, categories: live.manifest.categories !== undefined });
    const predictions = this.judgeAll(scored, live, body.threshold);
    const session =
      body.session_id === undefined ? null : await this.recordSession.execute(body, live.manifest, scored.scores);
    const flagged = predictions.filter(({ score, threshold }) => score >= threshold).length;
    return {
      id: newId(),
      model: live.ref,
      predictions,
      metadata: {
        total_items: rows.length,
        flagged_count: flagged,
        [live.manifest.count_name]: flagged,
        latency_ms: Math.round((performance.now() - startedMs) * 1e3) / 1e3,
        fallback: false,
        degraded: session !== null && 'degraded' in session ? ['session'] : [],
      },
      ...(session === null ? {} : { session }),
    };
  }

  private judgeAll(scored: Scored, { ref, manifest }: LiveModel, threshold: number | undefined): Prediction[] {
    const { scores, categories } = scored;
    if (scores.some(Number.isNaN) || categories?.some(Number.isNaN)) {
      this.metrics.countRows(ref, 'failed', scores.length);
      throw nonFinite();
    }
    const judgement = judgementOf(manifest, threshold);
    const predictions = Array.from(scores, (score, row) => judge(score, judgement, categories, row));
    for (const action of ACTIONS) {
      this.metrics.countRows(ref, action, predictions.filter((prediction) => prediction.action === action).length);
    }
    return predictions;
  }
}

function modelNamed(path: string | undefined, body: string | undefined): string {
  if (path === undefined || body === undefined || path === body) return path ?? body ?? DEFAULT_MODEL;
  throw invalidBody({ pointer: '/model', code: 'NOT_ALLOWED', message: 'names another model than the path' });
}

function nonFinite(): SluiceError {
  const detail =
    'The model gave no probability for at least one of the rows. Send them one by one, or ask another version.';
  return new SluiceError('NON_FINITE_SCORE', detail);
}
