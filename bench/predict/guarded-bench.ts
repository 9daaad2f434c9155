import { join } from 'node:path';
import { KeyLedger } from '@sluice/access';
import { openFolder } from '@sluice/storage';
import type { BenchOptions } from '../bench-options';
import { cpuSeconds } from '../processes/process-figures';
import { SluiceSystem } from '../processes/sluice-system';
import type { Workplace } from '../processes/workplace';
import { median } from '../report/quantile';
import { load } from './load';
import { requestBodies } from './predict-bench';

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 2;
/** No load reaches it, so every call is served; it is leased as a limit of any service is. */
const LIMIT_PREDICT = '999999999/60s';

export const DOORS = ['open', 'guarded'] as const;
export type Door = (typeof DOORS)[number];

/** What was measured of one system: as it starts, or with a key, its check, its tokens and the headers of its limit. */
export interface DoorFigures {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** User and system time of the gateway. */
  readonly cpuMicrosPerRequest: number;
}

export interface GuardedFigures extends Readonly<Record<Door, DoorFigures>> {
  /** CPU of a guarded request above that of an open one, in microseconds: the lowest, the median and the highest of the rounds. */
  readonly extraMicros: { readonly least: number; readonly median: number; readonly most: number };
}

interface Target {
  readonly url: string;
  /** The gateway, whose CPU is counted. */
  readonly pid: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What keys and limits cost each call: two systems, alike but for that, take turns in every round, and take turns to be the first. */
export async function measureGuarded(
  workplace: Workplace,
  { rounds, seconds, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<GuardedFigures> {
  const systems = {
    open: await SluiceSystem.start(workplace, { name: 'open' }),
    guarded: await startGuarded(workplace),
  };
  const targets: Readonly<Record<Door, Target>> = {
    open: { ...targetOf(systems.open), headers: {} },
    guarded: { ...targetOf(systems.guarded.system), headers: { 'x-api-key': systems.guarded.key } },
  };
  const bodies = requestBodies(seed);
  for (const door of DOORS) {
    await load({ ...targets[door], connections: CONNECTIONS, seconds: WARM_UP_SECONDS, bodies });
  }
  const measured: Record<Door, DoorFigures>[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`keys and limits, round ${round} of ${rounds}`);
    const figures: Partial<Record<Door, DoorFigures>> = {};
    for (const door of round % 2 === 0 ? DOORS.toReversed() : DOORS) {
      figures[door] = await measure(targets[door], seconds, bodies);
    }
    const { open, guarded } = figures;
    if (open !== undefined && guarded !== undefined) measured.push({ open, guarded });
  }
  await systems.open.stop();
  await systems.guarded.system.stop();
  const extra = measured.map(({ open, guarded }) => guarded.cpuMicrosPerRequest - open.cpuMicrosPerRequest);
  return {
    open: medianOf(measured.map(({ open }) => open)),
    guarded: medianOf(measured.map(({ guarded }) => guarded)),
    extraMicros: { least: Math.min(...extra), median: median(extra), most: Math.max(...extra) },
  };
}

/** A gateway knows from its start the keys that are there. */
async function startGuarded(workplace: Workplace): Promise<{ system: SluiceSystem; key: string }> {
  const name = 'guarded';
  const store = await openFolder(join(SluiceSystem.dataDir(workplace, name), 'store'));
  const wish = { name: 'of the benchmark', role: 'client', tenant: 'bench', expiresAt: null } as const;
  const { credential } = await new KeyLedger(store).create(wish);
  return { system: await SluiceSystem.start(workplace, { name, env: { LIMIT_PREDICT } }), key: credential };
}

function targetOf({ url, pids }: SluiceSystem): Omit<Target, 'headers'> {
  return { url, pid: pids.gateway };
}

async function measure(target: Target, seconds: number, bodies: readonly string[]): Promise<DoorFigures> {
  const before = cpuSeconds(target.pid);
  const { requests, ...result } = await load({ ...target, connections: CONNECTIONS, seconds, bodies });
  return { ...result, cpuMicrosPerRequest: ((cpuSeconds(target.pid) - before) / requests) * 1e6 };
}

function medianOf(rounds: readonly DoorFigures[]): DoorFigures {
  const of = (figure: (one: DoorFigures) => number): number => median(rounds.map(figure));
  return {
    requestsPerSecond: of((one) => one.requestsPerSecond),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
    cpuMicrosPerRequest: of((one) => one.cpuMicrosPerRequest),
  };
}
