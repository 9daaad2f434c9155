import { Inject, Injectable } from '@nestjs/common';
import { newId, SluiceError, type FieldError, type ModelRef } from '@sluice/contracts';
import type { Inference, LiveModel } from '@sluice/inference';
import { INFERENCE } from '../models/inference.token';
import { InferenceMetrics } from '../models/inference-metrics';
import type { PredictBody } from './predict-body';
import { judge, judgementOf, type Prediction } from './prediction';
import { textErrors } from './text-errors';
import { DEFAULT_MODEL } from '../models/default-model';

const ACTIONS = ['allow', 'review', 'block'] as const;

/** What to score: a body that fits the envelope, and what path and headers say. */
export interface PredictRequest {
  readonly body: PredictBody;
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
}

/** Scores the texts of one request and judges each. */
@Injectable()
export class PredictTexts {
  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    private readonly metrics: InferenceMetrics,
  ) {}

  /** @throws SluiceError INVALID_BODY, INVALID_INSTANCE, MODEL_NOT_FOUND, MODEL_NOT_READY, NON_FINITE_SCORE, and those of `LiveModel.score`. */
  async execute({ body, model, version, deadlineMs }: PredictRequest): Promise<Predictions> {
    const startedMs = performance.now();
    const live = this.inference.get(modelNamed(model, body.model), version);
    const texts = textsOf(body, live);
    const scores = await live.score(texts, { deadlineMs });
    const predictions = this.judgeAll(scores, live, body.threshold);
    const flagged = predictions.filter(({ score, threshold }) => score >= threshold).length;
    return {
      id: newId(),
      model: live.ref,
      predictions,
      metadata: {
        total_items: texts.length,
        flagged_count: flagged,
        [live.manifest.count_name]: flagged,
        latency_ms: Math.round((performance.now() - startedMs) * 1e3) / 1e3,
        fallback: false,
        degraded: [],
      },
    };
  }

  private judgeAll(scores: Float64Array, { ref, manifest }: LiveModel, threshold: number | undefined): Prediction[] {
    if (scores.some(Number.isNaN)) {
      this.metrics.countRows(ref, 'failed', scores.length);
      throw nonFinite();
    }
    const judgement = judgementOf(manifest, threshold);
    const predictions = Array.from(scores, (score) => judge(score, judgement));
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

function textsOf({ texts, instances }: PredictBody, { manifest }: LiveModel): readonly string[] {
  if (instances !== undefined) {
    throw invalidBody({
      pointer: '/instances',
      code: 'UNKNOWN_FIELD',
      message: 'is not taken: this model takes texts',
    });
  }
  if (texts === undefined)
    throw invalidBody({ pointer: '/texts', code: 'REQUIRED', message: 'is missing: this model takes texts' });
  const errors = textErrors(texts, manifest.max_text_length);
  if (errors.length === 0) return texts;
  throw new SluiceError(
    'INVALID_INSTANCE',
    'Some texts cannot be scored. Correct those in errors, or leave them out.',
    { errors },
  );
}

function invalidBody(error: FieldError): SluiceError {
  return new SluiceError('INVALID_BODY', 'The body does not fit the schema of this path. See errors and /docs.', {
    errors: [error],
  });
}

function nonFinite(): SluiceError {
  const detail =
    'The model gave no probability for at least one of the texts. Send them one by one, or ask another version.';
  return new SluiceError('NON_FINITE_SCORE', detail);
}
