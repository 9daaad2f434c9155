import { SeededRandom } from '../../examples/rows/seeded-random';
import { textOfLength } from '../../examples/rows/texts';
import type { BenchOptions } from '../bench-options';
import { load } from './load';
import { openLoad, type OpenLoadResult } from './open-loop';
import type { PredictServer } from './predict-server';

/** Milliseconds a text: the model is the limit, and not the server before it. */
const MODEL = 'abuse-deep';
const TEXT_LENGTH = 130;
const TEXTS = 512;
const CONNECTIONS = 8;
const WARM_UP_SECONDS = 2;
const TIMES = [0.5, 1, 3, 5] as const;

export interface OverloadFigures {
  /** Of the capacity. */
  readonly times: number;
  readonly result: OpenLoadResult;
}

export interface OverloadReport {
  readonly model: string;
  /** Requests a second of a few clients that wait for their answers. */
  readonly capacity: number;
  readonly figures: readonly OverloadFigures[];
}

/** What becomes of requests when more come than can be scored. */
export async function measureOverload(
  { url }: PredictServer,
  { seconds, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<OverloadReport> {
  const random = new SeededRandom(seed);
  const bodies = Array.from({ length: TEXTS }, () =>
    JSON.stringify({ model: MODEL, texts: [textOfLength(random, TEXT_LENGTH, random.next() < 0.1)] }),
  );
  await load({ url, connections: CONNECTIONS, seconds: WARM_UP_SECONDS, bodies });
  const { requestsPerSecond: capacity } = await load({ url, connections: CONNECTIONS, seconds: 2 * seconds, bodies });
  const figures: OverloadFigures[] = [];
  for (const times of TIMES) {
    say(`overload, ${times} times the capacity`);
    const rate = times * capacity;
    const result = await openLoad({ url, path: '/predict', requestsPerSecond: rate, seconds: 2 * seconds, bodies });
    figures.push({ times, result });
  }
  return { model: MODEL, capacity, figures };
}
