import { SluiceError, type ModelRef, type ModelRows, type OipManifest } from '@sluice/contracts';
import type { CallOutcome } from '../circuit-breaker';
import type { InferenceObserver } from '../inference-observer';
import { compileInstances } from '../instances/compile-instances';
import type { InstanceReader, LiveModel, Scored, ScoreOptions } from '../live-model';
import type { ModelSource } from '../package/read-manifest';
import { deadlineExceeded, overloaded, shuttingDown } from '../refusals';
import { modelRef } from '../registry/model-ref';
import { pickRows } from '../rows/pick-rows';
import { HedgeBudget } from './hedge-budget';
import { hedged } from './hedged';
import { LatencyWindow } from './latency-window';
import { oipBody } from './oip-body';
import { OipEndpoint } from './oip-endpoint';
import { oipScores } from './oip-scores';
import { RemoteFailure } from './remote-failure';

/** Calls under way at the same time; more are refused at once. */
const MAX_IN_FLIGHT = 256;
/** While too few calls have been timed. */
const HEDGE_AFTER_MS = 30;
const HEDGED_SHARE = 0.05;
/** One beside the first, or after it. */
const ATTEMPTS = 2;

export interface RemoteSource extends ModelSource {
  readonly manifest: OipManifest;
}

export function isRemoteSource(source: ModelSource): source is RemoteSource {
  return source.manifest.runtime === 'oip';
}

/** A model that other servers hold. It has no thread and no graph here; calls of any size are cut into requests of `max_batch_size` rows. */
export class RemoteModel implements LiveModel {
  readonly ref: ModelRef;
  readonly manifest: OipManifest;
  readonly instances: InstanceReader | null;
  private readonly endpoints: readonly OipEndpoint[];
  private readonly budget = new HedgeBudget(HEDGED_SHARE);
  private readonly latencies = new LatencyWindow();
  private readonly calls = new Set<Promise<unknown>>();
  /** Endpoint that the next call asks first: all get their share. */
  private turn = 0;
  private closing = false;

  constructor(
    source: RemoteSource,
    private readonly observer: InferenceObserver,
  ) {
    this.ref = modelRef(source);
    this.manifest = source.manifest;
    this.instances = compileInstances(source.manifest);
    this.endpoints = source.manifest.oip.endpoints.map((base) => new OipEndpoint(base, source.manifest.oip));
  }

  /** @throws SluiceError OVERLOADED, DEADLINE_EXCEEDED, SHUTTING_DOWN, REMOTE_MODEL_FAILED */
  async score(rows: ModelRows, { deadlineMs = Infinity }: ScoreOptions = {}): Promise<Scored> {
    if (this.closing) throw shuttingDown();
    if (this.calls.size >= MAX_IN_FLIGHT) throw overloaded();
    const call = this.scoreInParts(rows, deadlineMs);
    this.calls.add(call);
    try {
      return { scores: await call, categories: null };
    } finally {
      this.calls.delete(call);
    }
  }

  /** Refuses new calls, answers the accepted ones, then closes the connections. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.allSettled(this.calls);
    await Promise.all(this.endpoints.map((endpoint) => endpoint.close()));
  }

  /** One request after the other: a file must not crowd out those who wait. */
  private async scoreInParts(rows: ModelRows, deadlineMs: number): Promise<Float64Array> {
    const { max_batch_size: most } = this.manifest;
    if (rows.length <= most) return this.ask(rows, deadlineMs);
    const scores = new Float64Array(rows.length);
    for (let start = 0; start < rows.length; start += most) {
      const part = Array.from({ length: Math.min(most, rows.length - start) }, (_, i) => start + i);
      scores.set(await this.ask(pickRows(rows, part), deadlineMs), start);
    }
    return scores;
  }

  private async ask(rows: ModelRows, deadlineMs: number): Promise<Float64Array> {
    const startedMs = performance.now();
    const timeoutMs = Math.min(this.manifest.oip.timeout_ms, deadlineMs - startedMs);
    if (timeoutMs <= 0) throw deadlineExceeded();
    const body = oipBody(this.manifest, rows);
    const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
    const first = this.turn++;
    const tried = new Set<OipEndpoint>();
    this.budget.earn();
    try {
      const scores = await hedged(
        (attempt, signal) => this.attempt(body, rows.length, { first, tried, attempt, signal, timeout }),
        {
          attempts: Math.min(ATTEMPTS, this.endpoints.length),
          afterMs: this.manifest.oip.hedge_after_ms ?? this.latencies.p95Ms ?? HEDGE_AFTER_MS,
          mayHedge: () => this.budget.spend(),
          isFinal: (error) => timeout.aborted || (error instanceof RemoteFailure && error.isFinal),
        },
      );
      this.latencies.observe(performance.now() - startedMs);
      return scores;
    } catch (error) {
      if (performance.now() >= deadlineMs) throw deadlineExceeded();
      throw remoteFailed(error, timeout.aborted);
    }
  }

  private async attempt(body: string, rows: number, how: AttemptContext): Promise<Float64Array> {
    const { endpoint, index, permit } = this.pick(how);
    const startedMs = performance.now();
    const end = (outcome: CallOutcome): void => {
      endpoint.breaker.report(permit, outcome);
      const said = outcome === 'none' ? 'cancelled' : outcome;
      this.observer.asked?.(this.ref, index, said, performance.now() - startedMs, how.attempt > 0);
    };
    try {
      const answer = await endpoint.infer(body, AbortSignal.any([how.signal, how.timeout]));
      const scores = oipScores(answer, this.manifest, rows);
      end('ok');
      return scores;
    } catch (error) {
      // Whoever was cancelled lost a race, and may be well.
      end(how.signal.aborted ? 'none' : 'failed');
      throw error;
    }
  }

  /** The next endpoint whose breaker lets a call through. */
  private pick({ first, tried }: AttemptContext): Picked {
    for (let step = 0; step < this.endpoints.length; step++) {
      const index = (first + step) % this.endpoints.length;
      const endpoint = this.endpoints[index];
      if (!endpoint || tried.has(endpoint)) continue;
      const permit = endpoint.breaker.acquire();
      if (permit === null) continue;
      tried.add(endpoint);
      return { endpoint, index, permit };
    }
    // Not final: the first attempt may still answer.
    throw new RemoteFailure('no endpoint is asked for a while, because all of them fail', false);
  }
}

interface AttemptContext {
  /** Number of the endpoint to begin with. */
  readonly first: number;
  readonly tried: Set<OipEndpoint>;
  /** From 0. */
  readonly attempt: number;
  /** Another attempt was faster. */
  readonly signal: AbortSignal;
  readonly timeout: AbortSignal;
}

interface Picked {
  readonly endpoint: OipEndpoint;
  readonly index: number;
  readonly permit: 'call' | 'probe';
}

function remoteFailed(cause: unknown, isTimeout: boolean): SluiceError {
  const why = isTimeout
    ? 'it did not answer in time'
    : cause instanceof RemoteFailure
      ? cause.message
      : 'it did not answer';
  return new SluiceError(
    'REMOTE_MODEL_FAILED',
    `The model is held by another server: ${why}. Send the request again later.`,
    { retryAfterS: 1, cause },
  );
}
