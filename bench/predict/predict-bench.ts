import { SeededRandom } from '../../examples/rows/seeded-random';
import { textOfLength } from '../../examples/rows/texts';
import type { BenchOptions } from '../bench-options';
import { cpuSeconds } from '../processes/process-figures';
import { median } from '../report/quantile';
import { load } from './load';
import type { PredictServer } from './predict-server';

export const CONNECTIONS = [1, 32, 256] as const;

const TEXT_LENGTH = 130;
const TEXTS = 4_096;
const WARM_UP_SECONDS = 2;

/** What was measured of one server at one number of connections. */
export interface PredictFigures {
  readonly server: PredictServer['name'];
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** User and system time of the server process. */
  readonly cpuMicrosPerRequest: number;
  /** Share of its core that the server used: well under 1, the load was the limit. */
  readonly coreShare: number;
}

/** Medians over the rounds. In every round each number of connections is measured at one server right after the other. */
export async function measurePredict(
  servers: readonly PredictServer[],
  { rounds, seconds, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<PredictFigures[]> {
  const bodies = requestBodies(seed);
  for (const { url } of servers) await load({ url, connections: 32, seconds: WARM_UP_SECONDS, bodies });
  const measured: PredictFigures[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`/predict, round ${round} of ${rounds}`);
    for (const connections of CONNECTIONS) {
      for (const server of servers) measured.push(await measure(server, connections, seconds, bodies));
    }
  }
  return CONNECTIONS.flatMap((connections) =>
    servers.map(({ name }) =>
      medianOf(measured.filter((one) => one.server === name && one.connections === connections)),
    ),
  );
}

/** One text each, all different, about one in ten abusive. */
export function requestBodies(seed: number): string[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: TEXTS }, () =>
    JSON.stringify({ texts: [textOfLength(random, TEXT_LENGTH, random.next() < 0.1)] }),
  );
}

async function measure(
  { name, url, pid }: PredictServer,
  connections: number,
  seconds: number,
  bodies: readonly string[],
): Promise<PredictFigures> {
  const cpuBefore = cpuSeconds(pid);
  const { requests, requestsPerSecond, p50Ms, p99Ms } = await load({ url, connections, seconds, bodies });
  const cpuMicrosPerRequest = ((cpuSeconds(pid) - cpuBefore) / requests) * 1e6;
  const coreShare = (cpuMicrosPerRequest * requestsPerSecond) / 1e6;
  return { server: name, connections, requestsPerSecond, p50Ms, p99Ms, cpuMicrosPerRequest, coreShare };
}

function medianOf(rounds: readonly PredictFigures[]): PredictFigures {
  const [first] = rounds;
  if (first === undefined) throw new Error('nothing was measured');
  const of = (figure: (one: PredictFigures) => number): number => median(rounds.map(figure));
  return {
    ...first,
    requestsPerSecond: of((one) => one.requestsPerSecond),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
    cpuMicrosPerRequest: of((one) => one.cpuMicrosPerRequest),
    coreShare: of((one) => one.coreShare),
  };
}
