import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { Histogram, register } from 'prom-client';

const NAME = 'sluice_http_request_duration_seconds';
/** From a tiny inline model to the longest `Prefer: wait`. */
const BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** A request that took this long is logged whatever its status. */
const SLOW_MS = 1_000;
/** Share of the other successful requests that is logged: a line for each costs more than the inference. */
const LOGGED_SHARE = 0.01;

type Labels = 'route' | 'method' | 'status';
type Child = Histogram.Internal<Labels>;

/** Measures and logs answered requests, by the pattern of their route: a path is input of the client. */
export class RequestRecorder {
  readonly durations = durationHistogram();

  constructor(
    private readonly logger: Logger,
    private readonly sample: () => number = Math.random,
  ) {}

  /** The function to call for every answer of one route; its labels are bound once for each status. */
  forRoute(route: string, method: string): (reply: FastifyReply) => void {
    const children: Child[] = [];
    return (reply) => {
      const status = reply.statusCode;
      const durationMs = reply.elapsedTime;
      (children[status] ??= this.durations.labels(route, method, String(status))).observe(durationMs / 1000);
      if (status >= 500 || durationMs >= SLOW_MS || this.sample() < LOGGED_SHARE) this.log(reply, route, durationMs);
    };
  }

  private log(reply: FastifyReply, route: string, durationMs: number): void {
    const { id: requestId, method } = reply.request;
    const status = reply.statusCode;
    this.logger[status >= 500 ? 'error' : 'info']({ requestId, method, route, status, durationMs }, 'request answered');
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
