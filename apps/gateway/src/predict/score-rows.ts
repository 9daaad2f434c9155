import { Injectable } from '@nestjs/common';
import { SluiceError, type ErrorCode, type ModelRows } from '@sluice/contracts';
import type { LiveModel, Scored } from '@sluice/inference';
import { BoundedLog } from '../http/bounded-log';
import { InferenceMetrics } from '../models/inference-metrics';
import { VersionBreakers } from '../models/version-breakers';
import { RolloutRouter } from '../rollouts/rollout-router';
import type { PredictBody } from './predict-body';
import { requestRows } from './request-rows';
import { ScoreCache } from './score-cache';

/** Whose answer is wanted: a version named by the request, or whichever the rollout gives to the key. */
export interface WantedModel {
  readonly name: string;
  readonly version: string | undefined;
  /** Id of the session, else of the user, else of the request. */
  readonly key: string;
}

export interface ScoredRows {
  /** Model that gave the scores. */
  readonly live: LiveModel;
  readonly scored: Scored;
  /** Whether it stands in for one that failed. */
  readonly isFallback: boolean;
}

/** Failures of a model. All else is the request's fault, or a refusal that a substitute must not hide: overload, deadline, stop. */
const MODEL_FAILED: ReadonlySet<ErrorCode> = new Set([
  'MODEL_NOT_READY',
  'MODEL_FAILING',
  'NON_FINITE_SCORE',
  'INTERNAL',
  'REMOTE_MODEL_FAILED',
]);

/** In a trial a version that is too slow for its requests fails as well. */
const VERSION_FAILED: ReadonlySet<ErrorCode> = new Set([...MODEL_FAILED, 'OVERLOADED', 'DEADLINE_EXCEEDED']);

/** Scores the rows of a request by the model it wants, or by what its manifest lets stand in when that one fails. */
@Injectable()
export class ScoreRows {
  constructor(
    private readonly log: BoundedLog,
    private readonly router: RolloutRouter,
    private readonly breakers: VersionBreakers,
    private readonly cache: ScoreCache,
    private readonly metrics: InferenceMetrics,
  ) {}

  /** @throws SluiceError INVALID_BODY, INVALID_INSTANCE, MODEL_NOT_FOUND, MODEL_NOT_READY, MODEL_FAILING, NON_FINITE_SCORE, and those of `LiveModel.score`. */
  async execute(wanted: WantedModel, body: PredictBody, deadlineMs: number): Promise<ScoredRows> {
    let live: LiveModel | undefined;
    try {
      live = this.router.choose(wanted.name, wanted.version, wanted.key);
      return { live, scored: await this.ask(live, body, deadlineMs), isFallback: false };
    } catch (error) {
      if (live && wanted.version === undefined && isOf(error, VERSION_FAILED)) {
        this.router.failed(wanted.name, live.ref.version);
      }
      // Who names a version wants that one, or to know that it fails.
      if (wanted.version !== undefined || !isOf(error, MODEL_FAILED)) throw error;
      const substitutes = this.router.substitutes(wanted.name, live?.ref.version);
      const answer = await this.askFirst(substitutes, body, deadlineMs);
      if (answer === null) throw error;
      this.tell(wanted, answer, error);
      return answer;
    }
  }

  private tell({ name: model }: WantedModel, { live: { ref } }: ScoredRows, err: unknown): void {
    this.log.warn({ model, substitute: ref.version, err }, 'a substitute answered');
  }

  /** @returns null when none can answer */
  private async askFirst(
    substitutes: readonly LiveModel[],
    body: PredictBody,
    deadlineMs: number,
  ): Promise<ScoredRows | null> {
    for (const live of substitutes) {
      try {
        return { live, scored: await this.ask(live, body, deadlineMs), isFallback: true };
      } catch (error) {
        // An older version may take other fields than the one that failed.
        if (!isOf(error, MODEL_FAILED) && !isOf(error, OTHER_INPUTS)) throw error;
      }
    }
    return null;
  }

  private async ask(live: LiveModel, body: PredictBody, deadlineMs: number): Promise<Scored> {
    const rows = requestRows(body, live);
    return this.breakers.run(live, () => this.score(live, rows, deadlineMs));
  }

  private async score(live: LiveModel, rows: ModelRows, deadlineMs: number): Promise<Scored> {
    const scored = await this.cache.score(live, rows, {
      deadlineMs,
      categories: live.manifest.categories !== undefined,
    });
    if (!scored.scores.some(Number.isNaN) && !scored.categories?.some(Number.isNaN)) return scored;
    this.metrics.countRows(live.ref, 'failed', rows.length);
    throw nonFinite();
  }
}

const OTHER_INPUTS: ReadonlySet<ErrorCode> = new Set(['INVALID_BODY', 'INVALID_INSTANCE']);

/** What is no SluiceError is a failure that nobody foresaw. */
function isOf(error: unknown, codes: ReadonlySet<ErrorCode>): boolean {
  return codes.has(error instanceof SluiceError ? error.code : 'INTERNAL');
}

function nonFinite(): SluiceError {
  const detail =
    'The model gave no probability for at least one of the rows. Send them one by one, or ask another version.';
  return new SluiceError('NON_FINITE_SCORE', detail);
}
