import { SeededRandom } from '../../examples/rows/seeded-random';
import { textOfLength } from '../../examples/rows/texts';
import type { BenchOptions } from '../bench-options';
import { goldenInstances } from '../models/golden-instances';
import { cpuSeconds } from '../processes/process-figures';
import { median } from '../report/quantile';
import { load } from './load';
import type { PredictServer } from './predict-server';

const CONNECTIONS = 32;
const TEXT_LENGTH = 130;
const WARM_UP_SECONDS = 2;

/** One shape of request. */
interface Shape {
  readonly name: string;
  readonly rows: number;
  readonly bodies: readonly string[];
}

export interface ShapeFigures {
  readonly shape: string;
  readonly rows: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicrosPerRequest: number;
  /** Of the floor, for the same bodies. */
  readonly floorMicrosPerRequest: number;
}

/** Other requests than one text, each at the floor and at Sluice one right after the other; medians over the rounds. */
export async function measureShapes(
  floor: PredictServer,
  sluice: PredictServer,
  { rounds, seconds, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<ShapeFigures[]> {
  const shapes = allShapes(seed);
  for (const { bodies } of shapes) await load({ url: sluice.url, connections: 32, seconds: WARM_UP_SECONDS, bodies });
  const measured: ShapeFigures[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`shapes, round ${round} of ${rounds}`);
    for (const shape of shapes) measured.push(await measure(shape, floor, sluice, seconds));
  }
  return shapes.map(({ name }) => medianOf(measured.filter(({ shape }) => shape === name)));
}

function allShapes(seed: number): Shape[] {
  const random = new SeededRandom(seed);
  const text = (): string => textOfLength(random, TEXT_LENGTH, random.next() < 0.1);
  const bodies = (count: number, make: (i: number) => object): string[] =>
    Array.from({ length: count }, (_, i) => JSON.stringify(make(i)));
  const fraud = goldenInstances('fraud/1.0.0');
  const ofFraud = (i: number): unknown => fraud[i % fraud.length];
  const texts = (count: number): string[] => Array.from({ length: count }, text);
  return [
    { name: '1 text', rows: 1, bodies: bodies(2_048, () => ({ texts: texts(1) })) },
    { name: '1 text, in a session', rows: 1, bodies: bodies(2_048, (i) => ({ texts: texts(1), session_id: `s${i}` })) },
    { name: '10 texts', rows: 10, bodies: bodies(512, () => ({ texts: texts(10) })) },
    { name: '100 texts', rows: 100, bodies: bodies(64, () => ({ texts: texts(100) })) },
    {
      name: '1 transaction of 30 fields',
      rows: 1,
      bodies: bodies(512, (i) => ({ model: 'fraud', instances: [ofFraud(i)] })),
    },
    {
      name: '100 transactions',
      rows: 100,
      bodies: bodies(64, (i) => ({
        model: 'fraud',
        instances: Array.from({ length: 100 }, (_, row) => ofFraud(i + row)),
      })),
    },
  ];
}

async function measure(
  { name, rows, bodies }: Shape,
  floor: PredictServer,
  sluice: PredictServer,
  seconds: number,
): Promise<ShapeFigures> {
  const least = await cpuOf(floor, bodies, Math.min(2, seconds));
  const { cpuMicros, requestsPerSecond, p50Ms, p99Ms } = await cpuOf(sluice, bodies, seconds);
  return {
    ...{ shape: name, rows, requestsPerSecond, p50Ms, p99Ms },
    cpuMicrosPerRequest: cpuMicros,
    floorMicrosPerRequest: least.cpuMicros,
  };
}

async function cpuOf(
  { url, pid }: PredictServer,
  bodies: readonly string[],
  seconds: number,
): Promise<{ cpuMicros: number; requestsPerSecond: number; p50Ms: number; p99Ms: number }> {
  const before = cpuSeconds(pid);
  const result = await load({ url, connections: CONNECTIONS, seconds, bodies });
  return { ...result, cpuMicros: ((cpuSeconds(pid) - before) / result.requests) * 1e6 };
}

function medianOf(rounds: readonly ShapeFigures[]): ShapeFigures {
  const [first] = rounds;
  if (first === undefined) throw new Error('nothing was measured');
  const of = (figure: (one: ShapeFigures) => number): number => median(rounds.map(figure));
  return {
    ...first,
    requestsPerSecond: of((one) => one.requestsPerSecond),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
    cpuMicrosPerRequest: of((one) => one.cpuMicrosPerRequest),
    floorMicrosPerRequest: of((one) => one.floorMicrosPerRequest),
  };
}
