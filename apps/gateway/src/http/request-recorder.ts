import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { Histogram, register } from 'prom-client';
import { ErrorLineQuota } from './error-line-quota';

const NAME = 'sluice_http_request_duration_seconds';
/** From a tiny inline model to the longest `Prefer: wait`. */
const BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** A request that took this long is logged whatever its status. */
const SLOW_MS = 1_000;

type Labels = 'route' | 'method' | 'status';
type Child = Histogram.Internal<Labels>;

/**
 * Measures and logs answered requests, by the pattern of their route: a path is input of the client. Failed and slow ones are always logged,
 * up to the quota; of the others a share, because a line for each costs more than the inference.
 */
export class RequestRecorder {
  readonly durations = durationHistogram();

  /** @param sampleRate share of the successful requests that is logged, 0 to 1 */
  constructor(
    private readonly logger: Logger,
    private readonly sampleRate: number,
    private readonly quota: ErrorLineQuota,
  ) {}

  /** The function to call for every answer of one route; its labels are bound once for each status. */
  forRoute(route: string, method: string): (reply: FastifyReply) => void {
    const children: Child[] = [];
    return (reply) => {
      const status = reply.statusCode;
      const durationMs = reply.elapsedTime;
      (children[status] ??= this.durations.labels(route, method, String(status))).observe(durationMs / 1000);
      if (status >= 400) this.logFailed(reply, route, durationMs);
      else if (durationMs >= SLOW_MS || Math.random() < this.sampleRate) this.log(reply, route, durationMs);
    };
  }

  private logFailed(reply: FastifyReply, route: string, durationMs: number): void {
    const suppressed = this.quota.take(Date.now());
    if (suppressed !== null) this.log(reply, route, durationMs, suppressed === 0 ? {} : { suppressed });
  }

  private log(reply: FastifyReply, route: string, durationMs: number, more: object = {}): void {
    const { id: requestId, method, principal } = reply.request;
    const status = reply.statusCode;
    // Undefined where there is none: the line then goes without.
    const keyId = principal?.keyId ?? undefined;
    const event = { requestId, method, route, status, durationMs, keyId, ...more };
    this.logger[status >= 500 ? 'error' : 'info'](event, 'request answered');
  }
}

/** The histogram of the process: one, even when several applications run in it. */
function durationHistogram(): Histogram<Labels> {
  const existing = register.getSingleMetric(NAME);
  if (existing instanceof Histogram) return existing;
  return new Histogram({
    name: NAME,
    help: 'Seconds from the headers of a request to the end of its answer, by route pattern',
    labelNames: ['route', 'method', 'status'],
    buckets: BUCKETS_S,
  });
}
