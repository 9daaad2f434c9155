import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, type BenchOptions } from '../bench-options';
import { load } from '../predict/load';
import { requestBodies } from '../predict/predict-bench';
import { cpuSeconds } from '../processes/process-figures';
import type { SluiceSystem } from '../processes/sluice-system';
import type { Workplace } from '../processes/workplace';
import { callTree, selfByPart, type CpuProfile } from './cpu-profile';
import { flameGraph } from './flame-graph';

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;
const SAMPLE_EVERY_US = 200;
const KEPT_AS = join(ROOT, 'docs', 'benchmarks', 'predict-flame-graph.svg');

export interface ProfileReport {
  readonly requestsPerSecond: number;
  readonly cpuMicrosPerRequest: number;
  /** Share of the CPU, 0 to 1, most first. */
  readonly parts: readonly { readonly part: string; readonly share: number }[];
  readonly keptAs: string;
}

/** Profiles a gateway of its own under one text a request. @param system lends it its Redis */
export async function measureProfile(
  workplace: Workplace,
  { redisUrl }: SluiceSystem,
  { seconds, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<ProfileReport> {
  const dir = join(workplace.folder, 'profiles');
  const flags = ['--cpu-prof', `--cpu-prof-dir=${dir}`, `--cpu-prof-interval=${SAMPLE_EVERY_US}`];
  const child = workplace.start({
    name: 'the gateway',
    command: [process.execPath, ...flags, join(ROOT, 'dist', 'apps', 'gateway', 'src', 'main.js')],
    cwd: ROOT,
    env: {
      DATA_DIR: join(workplace.folder, 'data'),
      PORT: '0',
      INFERENCE_THREADS: '1',
      REDIS_URL: redisUrl,
      BLOB_URL: '',
    },
  });
  const [, url = ''] = await child.says(/"address":"(http:[^"]+)"/);
  say('profiling /predict');
  const bodies = requestBodies(seed);
  await load({ url, connections: CONNECTIONS, seconds: WARM_UP_SECONDS, bodies });
  const fromUs = Number(process.hrtime.bigint() / 1_000n);
  const before = cpuSeconds(child.pid);
  const { requests, requestsPerSecond } = await load({ url, connections: CONNECTIONS, seconds: 4 * seconds, bodies });
  const cpuMicrosPerRequest = ((cpuSeconds(child.pid) - before) / requests) * 1e6;
  await workplace.end(child);
  const root = callTree(await mainProfile(dir), fromUs);
  await mkdir(join(KEPT_AS, '..'), { recursive: true });
  await writeFile(
    KEPT_AS,
    flameGraph(root, 'POST /predict, one text of 130 characters, 32 connections, gateway main thread'),
  );
  const parts = selfByPart(root).map(([part, us]) => ({ part, share: us / root.totalUs }));
  return { requestsPerSecond, cpuMicrosPerRequest, parts, keptAs: KEPT_AS };
}

/** Inference threads write profiles as well: that of the main thread has most samples here. */
async function mainProfile(dir: string): Promise<CpuProfile> {
  const files = await readdir(dir);
  const profiles = await Promise.all(
    // V8 wrote them.
    files.map(async (file) => JSON.parse(await readFile(join(dir, file), 'utf8')) as CpuProfile),
  );
  const busy = ({ nodes, samples }: CpuProfile): number => {
    const idle = nodes.find(({ callFrame }) => callFrame.functionName === '(idle)')?.id;
    return samples.filter((id) => id !== idle).length;
  };
  const [most] = profiles.sort((a, b) => busy(b) - busy(a));
  if (!most) throw new Error('The gateway has written no profile.');
  return most;
}
