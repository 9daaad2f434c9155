import { Injectable } from '@nestjs/common';
import { newId, type ModelRef } from '@sluice/contracts';
import { ACTIONS } from '@sluice/detection';
import type { LiveModel, Scored } from '@sluice/inference';
import { Trials } from '../rollouts/trials';
import { RecordSession, timeOf, type SessionBlock } from '../sessions/record-session';
import { InferenceMetrics } from '../models/inference-metrics';
import { invalidBody } from './invalid-body';
import type { PredictBody } from './predict-body';
import { asFallback, judge, judgementOf, type Prediction } from './prediction';
import { ScoreRows } from './score-rows';
import { ShadowRuns } from './shadow-runs';
import { DEFAULT_MODEL } from '../models/default-model';

/** What to score: a body that fits the envelope, and what path and headers say. */
export interface PredictRequest {
  readonly body: PredictBody;
  readonly requestId: string;
  readonly tenant: string;
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
    private readonly scoreRows: ScoreRows,
    private readonly metrics: InferenceMetrics,
    private readonly recordSession: RecordSession,
    private readonly trials: Trials,
    private readonly shadows: ShadowRuns,
  ) {}

  /** @throws SluiceError those of `ScoreRows.execute` */
  async execute({ body, requestId, tenant, model, version, deadlineMs }: PredictRequest): Promise<Predictions> {
    const startedMs = performance.now();
    const key = body.session_id ?? body.user_id ?? requestId;
    const wanted = { name: modelNamed(model, body.model), version, key };
    timeOf(body.occurred_at);
    const { live, scored, isFallback } = await this.scoreRows.execute(wanted, body, deadlineMs);
    const predictions = this.judgeAll(scored, live, body.threshold, isFallback);
    if (version === undefined && !isFallback) this.observe(wanted.name, live, startedMs, body, predictions);
    const session =
      body.session_id === undefined
        ? null
        : await this.recordSession.execute(tenant, body, live.manifest, scored.scores);
    const flagged = predictions.filter(({ score, threshold }) => score >= threshold).length;
    return {
      id: newId(),
      model: live.ref,
      predictions,
      metadata: {
        total_items: predictions.length,
        flagged_count: flagged,
        [live.manifest.count_name]: flagged,
        latency_ms: Math.round((performance.now() - startedMs) * 1e3) / 1e3,
        fallback: isFallback,
        degraded: session !== null && 'degraded' in session ? ['session'] : [],
      },
      ...(session === null ? {} : { session }),
    };
  }

  /** What a trial wants to know of an answer. */
  private observe(
    model: string,
    { ref: { version } }: LiveModel,
    startedMs: number,
    body: PredictBody,
    predictions: readonly Prediction[],
  ): void {
    const trial = this.trials.of(model);
    if (!trial) return;
    trial.counts.live(version).answered(performance.now() - startedMs, predictions);
    if (trial.shadows.length > 0) this.shadows.offer({ trial, body, version, predictions });
  }

  private judgeAll(
    { scores, categories }: Scored,
    { ref, manifest }: LiveModel,
    threshold: number | undefined,
    isFallback: boolean,
  ): Prediction[] {
    const judgement = judgementOf(manifest, threshold);
    const judged = Array.from(scores, (score, row) => judge(score, judgement, categories, row));
    const predictions = isFallback ? judged.map(asFallback) : judged;
    for (const action of ACTIONS) {
      this.metrics.countRows(ref, action, predictions.filter((prediction) => prediction.action === action).length);
    }
    if (isFallback) this.metrics.countFallback(ref);
    return predictions;
  }
}

function modelNamed(path: string | undefined, body: string | undefined): string {
  if (path === undefined || body === undefined || path === body) return path ?? body ?? DEFAULT_MODEL;
  throw invalidBody({ pointer: '/model', code: 'NOT_ALLOWED', message: 'names another model than the path' });
}
