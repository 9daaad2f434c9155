import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

type ReadText = (path: string) => string | undefined;

/**
 * Cores this process may use, at least 1: those the scheduler offers, cut to the CPU quota of the control group
 * (version 2, else 1), because a container with a quota of two cores on a large machine still sees all of them.
 */
export function cpuCores(read: ReadText = readText, offered = availableParallelism()): number {
  return Math.max(1, Math.min(offered, Math.floor(Math.min(quotaV2(read), quotaV1(read)))));
}

/** A quota may be set on any group above this process, so the smallest of them counts. */
function quotaV2(read: ReadText): number {
  const group = /^0::(.*)$/m.exec(read('/proc/self/cgroup') ?? '')?.[1] ?? '/';
  let smallest = Infinity;
  for (let at = group; ; at = dirname(at)) {
    const [quota, period] = (read(join('/sys/fs/cgroup', at, 'cpu.max')) ?? '').trim().split(' ').map(Number);
    smallest = Math.min(smallest, cores(quota, period));
    if (at === '/' || at === '.') return smallest;
  }
}

function quotaV1(read: ReadText): number {
  const number = (name: string): number => Number(read(`/sys/fs/cgroup/cpu/${name}`) ?? NaN);
  return cores(number('cpu.cfs_quota_us'), number('cpu.cfs_period_us'));
}

/** No quota is written as `max` or -1. */
function cores(quota = NaN, period = NaN): number {
  return quota > 0 && period > 0 ? quota / period : Infinity;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
