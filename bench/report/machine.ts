import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { provideRedisServer } from '@sluice/platform';
import { LOAD_CORE, SERVER_CORE } from '../processes/started-child';
import { number } from '../../apps/models/src/report/markdown-table';

/** What the figures depend on, as one paragraph. Call it before the machine gets busy. */
export async function describeMachine(): Promise<string> {
  const redis = execFileSync(await provideRedisServer(() => undefined), ['--version'], { encoding: 'utf8' });
  const redisVersion = /v=([\d.]+)/.exec(redis)?.[1] ?? 'of unknown version';
  const cores = cpus();
  const load = loadavg()[0] ?? NaN;
  return [
    `${cores[0]?.model.trim() ?? 'unknown processor'}, ${cores.length} cores, ${number(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}`,
    `Node ${process.version}`,
    `Redis ${redisVersion}`,
    `load average at start ${load.toFixed(2)}`,
    `servers with all their processes on core ${SERVER_CORE}, load generator (autocannon) on core ${LOAD_CORE}`,
  ].join('; ');
}
