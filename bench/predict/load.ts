import autocannon from 'autocannon';
import { quantile } from '../report/quantile';

export interface Load {
  readonly url: string;
  readonly connections: number;
  /** Further headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** JSON bodies, sent in turn; every connection starts at another one. */
  readonly bodies: readonly string[];
}

export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** autocannon prepares every request of every connection: this many altogether keep that short. */
const PREPARED_REQUESTS = 4_096;
const LEAST_BODIES = 16;

/** POSTs to /predict as fast as the answers come. @throws Error when an answer is not 200 */
export async function load({ url, connections, headers = {}, seconds, bodies }: Load): Promise<LoadResult> {
  const share = Math.max(LEAST_BODIES, Math.floor(PREPARED_REQUESTS / connections));
  const latencies: number[] = [];
  let client = 0;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const options: autocannon.Options = {
      url: `${url}/predict`,
      connections,
      duration: seconds,
      setupClient: (one) => {
        one.setRequests(requestsFrom({ bodies, headers }, share * client++, share));
      },
    };
    const run = autocannon(options, (error: unknown, done) => {
      if (error instanceof Error) reject(error);
      else resolve(done);
    });
    // The result holds whole milliseconds only.
    run.on('response', (_client, _status, _bytes, latencyMs) => latencies.push(latencyMs));
  });
  const failed = result.errors + result.non2xx;
  if (failed > 0) {
    const statuses = JSON.stringify(result.statusCodeStats);
    throw new Error(`${failed} of the requests to ${url} were not answered with 200: ${statuses}.`);
  }
  latencies.sort((a, b) => a - b);
  return {
    requests: latencies.length,
    requestsPerSecond: latencies.length / result.duration,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

function requestsFrom(
  { bodies, headers }: Required<Pick<Load, 'bodies' | 'headers'>>,
  from: number,
  count: number,
): autocannon.Request[] {
  return Array.from({ length: Math.min(count, bodies.length) }, (_, i) => ({
    method: 'POST',
    path: '/predict',
    headers: { 'content-type': 'application/json', ...headers },
    body: bodies[(from + i) % bodies.length] ?? '',
  }));
}
