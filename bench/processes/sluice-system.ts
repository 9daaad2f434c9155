import { join } from 'node:path';
import type { Environment } from '@sluice/platform';
import { readRunNote } from '../../apps/supervisor/src/run-note';
import { ROOT } from '../bench-options';
import { cpuSeconds, residentBytes } from './process-figures';
import type { StartedChild } from './started-child';
import type { Workplace } from './workplace';

export const SYSTEM_PROCESSES = ['gateway', 'worker', 'redis'] as const;
export type SystemProcess = (typeof SYSTEM_PROCESSES)[number];
export type PerProcess = Readonly<Record<SystemProcess, number>>;

export interface SystemChoices {
  /** Of its data folder: systems of one part that run at the same time differ in it. `data` by default. */
  readonly name?: string;
  /** Further settings. */
  readonly env?: Environment;
}

/** `npm start` with one worker, unless settings say otherwise, and one inference thread in each process, all of it on the server core. */
export class SluiceSystem {
  private constructor(
    private readonly workplace: Workplace,
    private readonly child: StartedChild,
    /** Such as `http://127.0.0.1:41231`. */
    readonly url: string,
    readonly pids: PerProcess,
    readonly redisUrl: string,
    /** Of all workers, `pids.worker` among them. */
    readonly workerPids: readonly number[],
  ) {}

  /** Where a system of this name keeps its data. */
  static dataDir(workplace: Workplace, name = 'data'): string {
    return join(workplace.folder, name);
  }

  static async start(workplace: Workplace, { name, env = {} }: SystemChoices = {}): Promise<SluiceSystem> {
    const dataDir = SluiceSystem.dataDir(workplace, name);
    const child = workplace.start({
      name: 'npm start',
      command: [process.execPath, join(ROOT, 'scripts', 'start.mjs')],
      cwd: ROOT,
      env: {
        DATA_DIR: dataDir,
        PORT: '0',
        WORKERS: '1',
        INFERENCE_THREADS: '1',
        REDIS_URL: '',
        BLOB_URL: '',
        ...env,
      },
    });
    await child.says(/Sluice is ready/);
    const note = readRunNote(join(dataDir, 'run.json'));
    const worker = note?.workers[0];
    if (!note?.gateway || !note.redis || !worker || note.address === null) {
      throw new Error('npm start has not noted its processes in run.json.');
    }
    const pids = { gateway: note.gateway.pid, worker: worker.pid, redis: note.redis.pid };
    const redisUrl = `unix://${join(dataDir, 'redis', 'redis.sock')}`;
    const workerPids = note.workers.map(({ pid }) => pid);
    return new SluiceSystem(workplace, child, note.address, pids, redisUrl, workerPids);
  }

  cpuSeconds(): PerProcess {
    return this.each(cpuSeconds);
  }

  peakBytes(): PerProcess {
    return this.each((pid) => residentBytes(pid).peak);
  }

  async stop(): Promise<void> {
    await this.workplace.end(this.child);
  }

  private each(read: (pid: number) => number): PerProcess {
    const { gateway, worker, redis } = this.pids;
    return { gateway: read(gateway), worker: read(worker), redis: read(redis) };
  }
}
