import { SeededRandom } from '../../examples/rows/seeded-random';
import { textOfLength } from '../../examples/rows/texts';
import type { BenchOptions } from '../bench-options';
import { load, type LoadResult } from './load';
import type { PredictServer } from './predict-server';

const DEEP_CONNECTIONS = 8;
const FAST_CONNECTIONS = 4;

export interface LagFigures {
  readonly load: string;
  /** 99th percentile of the lag of the gateway's event loop, in milliseconds. */
  readonly lagP99Ms: number;
  /** Of one text to the fast model, meanwhile. */
  readonly fast: LoadResult | null;
}

/** How late the event loop of the gateway is while the deep model keeps its inference threads busy. */
export async function measureLag(
  { url }: PredictServer,
  { seconds, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<LagFigures[]> {
  const random = new SeededRandom(seed);
  const bodies = (model: string): string[] =>
    Array.from({ length: 256 }, () =>
      JSON.stringify({ model, texts: [textOfLength(random, 130, random.next() < 0.1)] }),
    );
  const deep = (): Promise<LoadResult> =>
    load({ url, connections: DEEP_CONNECTIONS, seconds: 2 * seconds, bodies: bodies('abuse-deep') });
  const fast = (): Promise<LoadResult> =>
    load({ url, connections: FAST_CONNECTIONS, seconds: 2 * seconds, bodies: bodies('abuse') });
  await deep();
  say('lag of the event loop, idle and while the deep model works');
  return [
    await during(url, 'none', async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_000 * seconds));
      return null;
    }),
    await during(url, `abuse-deep at ${DEEP_CONNECTIONS} connections`, async () => {
      await deep();
      return null;
    }),
    await during(url, 'the same, and abuse at 4 connections', async () => (await Promise.all([fast(), deep()]))[0]),
  ];
}

/** Reading the metrics starts the histogram of the lag anew. */
async function during(url: string, name: string, work: () => Promise<LoadResult | null>): Promise<LagFigures> {
  await lagP99Ms(url);
  const fast = await work();
  return { load: name, lagP99Ms: await lagP99Ms(url), fast };
}

async function lagP99Ms(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^sluice_nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1]) * 1_000;
}
