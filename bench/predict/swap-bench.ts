import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SeededRandom } from '../../examples/rows/seeded-random';
import { textOfLength } from '../../examples/rows/texts';
import { ROOT, type BenchOptions } from '../bench-options';
import { residentBytes } from '../processes/process-figures';
import type { SluiceSystem } from '../processes/sluice-system';
import { openLoad, type OpenLoadResult } from './open-loop';

const MODEL = 'abuse';
const VERSION = '2.0.0';
const SWAPS = 50;
const RATE = 200;
const SECONDS = 60;
const SETTLE_MS = 40_000;

export interface SwapReport {
  readonly swaps: number;
  readonly requestsPerSecond: number;
  readonly load: OpenLoadResult;
  readonly beforeBytes: number;
  readonly afterBytes: number;
}

/** Replaces the files of the version that serves, over and over, while requests come. @param modelsDir copy that the system serves */
export async function measureSwaps(
  { url, pids }: SluiceSystem,
  modelsDir: string,
  { seed }: BenchOptions,
  say: (line: string) => void,
): Promise<SwapReport> {
  const random = new SeededRandom(seed);
  const bodies = Array.from({ length: 256 }, () => JSON.stringify({ texts: [textOfLength(random, 130)] }));
  const requests = { url, path: '/predict', requestsPerSecond: RATE, bodies };
  await openLoad({ ...requests, seconds: 5 });
  const beforeBytes = residentBytes(pids.gateway).now;
  say(`${SWAPS} swaps under ${RATE} requests a second`);
  const [load] = await Promise.all([openLoad({ ...requests, seconds: SECONDS }), swapOverAndOver(url, modelsDir)]);
  await pause(SETTLE_MS);
  const afterBytes = residentBytes(pids.gateway).now;
  return { swaps: SWAPS, requestsPerSecond: RATE, load, beforeBytes, afterBytes };
}

/** The models folder of the repository, to be changed. */
export async function copyModels(to: string): Promise<string> {
  await cp(join(ROOT, 'models'), to, { recursive: true });
  return to;
}

async function swapOverAndOver(url: string, modelsDir: string): Promise<void> {
  const dir = join(modelsDir, MODEL, VERSION);
  for (let swap = 1; swap <= SWAPS; swap++) {
    const startedMs = performance.now();
    await replace(dir, modelsDir, `Swap ${swap} of the benchmark`);
    const answer = await fetch(`${url}/models/reload`, { method: 'POST' });
    const { changes } = (await answer.json()) as { changes: { change: string }[] };
    if (changes.filter(({ change }) => change === 'replaced').length !== 1) throw new Error('A swap was not done.');
    await pause(Math.max(0, (SECONDS * 1_000) / SWAPS - (performance.now() - startedMs)));
  }
}

/** Other bytes of the manifest are another version to the gateway. */
async function replace(dir: string, modelsDir: string, description: string): Promise<void> {
  const [next, old] = [join(modelsDir, '.next'), join(modelsDir, '.old')];
  await cp(dir, next, { recursive: true });
  const manifest = JSON.parse(await readFile(join(next, 'manifest.json'), 'utf8')) as object;
  await writeFile(join(next, 'manifest.json'), JSON.stringify({ ...manifest, description }));
  await rename(dir, old);
  await rename(next, dir);
  await rm(old, { recursive: true });
}
