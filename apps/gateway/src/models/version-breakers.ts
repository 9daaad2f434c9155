import { Inject, Injectable } from '@nestjs/common';
import { SluiceError, type ErrorCode } from '@sluice/contracts';
import { CircuitBreaker, type BreakerState, type CallOutcome, type Inference, type LiveModel } from '@sluice/inference';
import { LOGGER } from '@sluice/platform';
import type { Logger } from 'pino';
import { InferenceMetrics } from './inference-metrics';
import { INFERENCE } from './inference.token';

/** What ends a call without saying anything about the model: too much traffic, too little patience, a stop. */
const SAYS_NOTHING: ReadonlySet<ErrorCode> = new Set(['OVERLOADED', 'DEADLINE_EXCEEDED', 'SHUTTING_DOWN']);

/** A circuit breaker for each loaded version. A version that is swapped comes with a new one: its files may have been mended. */
@Injectable()
export class VersionBreakers {
  private readonly breakers = new WeakMap<LiveModel, CircuitBreaker>();

  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly metrics: InferenceMetrics,
  ) {}

  /**
   * Asks a version unless it keeps failing. Only for rows that fit the model: a probe must not be spent on a bad request.
   * @throws SluiceError MODEL_FAILING when it is not asked, else what `ask` throws
   */
  async run<T>(live: LiveModel, ask: () => Promise<T>): Promise<T> {
    const breaker = this.breakerOf(live);
    const permit = breaker.acquire();
    if (permit === null) throw failing(breaker.waitMs);
    try {
      const answer = await ask();
      this.end(live, breaker, permit, 'ok');
      return answer;
    } catch (error) {
      this.end(live, breaker, permit, outcomeOf(error));
      throw error;
    }
  }

  /** null for a version that is not loaded. */
  stateOf(name: string, version: string): BreakerState | null {
    try {
      return this.breakers.get(this.inference.get(name, version))?.state ?? 'closed';
    } catch {
      return null;
    }
  }

  private breakerOf(live: LiveModel): CircuitBreaker {
    const known = this.breakers.get(live);
    if (known) return known;
    const breaker = new CircuitBreaker();
    this.breakers.set(live, breaker);
    return breaker;
  }

  private end(live: LiveModel, breaker: CircuitBreaker, permit: 'call' | 'probe', outcome: CallOutcome): void {
    const before = breaker.state;
    breaker.report(permit, outcome);
    if (breaker.state !== before) this.show(live, breaker);
  }

  private show({ ref }: LiveModel, breaker: CircuitBreaker): void {
    const { state, waitMs } = breaker;
    const fields = { model: ref.name, version: ref.version, breaker: state };
    if (state === 'open')
      this.log.error({ ...fields, waitMs }, 'model version keeps failing; it is not asked for a while');
    else if (state === 'closed') this.log.info(fields, 'model version answers again');
    this.metrics.showBreaker(ref, state);
  }
}

function outcomeOf(error: unknown): CallOutcome {
  return error instanceof SluiceError && SAYS_NOTHING.has(error.code) ? 'none' : 'failed';
}

function failing(waitMs: number): SluiceError {
  return new SluiceError(
    'MODEL_FAILING',
    'This model version failed again and again, so it is not asked for a while. Send the request again later, or name another version.',
    { retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)) },
  );
}
