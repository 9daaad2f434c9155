import { execFileSync } from 'node:child_process';
import { openAsBlob, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chatRows } from '../../examples/rows/chat-rows';
import { writeRows } from '../../examples/rows/write-rows';
import { ABUSIVE_SHARE } from '../batch/batch-shape';
import type { BenchOptions } from '../bench-options';
import { SluiceSystem } from '../processes/sluice-system';
import { LOAD_CORE, SERVER_CORE } from '../processes/started-child';
import type { Workplace } from '../processes/workplace';
import { median } from '../report/quantile';

/** The first worker has the first core to itself, the second the second. */
const CORES = [SERVER_CORE, LOAD_CORE] as const;
const LOOK_MS = 25;
const FINAL = ['completed', 'completed_with_errors', 'failed', 'cancelled'];

/** Rows per second of one batch. */
export interface ScalingFigures {
  readonly workers: number;
  /** From the first chunk that may be scored to the last that is. */
  readonly scoring: number;
  /** From POST to the end. */
  readonly endToEnd: number;
}

export interface ScalingReport {
  readonly rows: number;
  readonly figures: readonly ScalingFigures[];
}

/** Medians over the rounds; in each, the same file goes to a system of one worker and to one of two, which is idle meanwhile. */
export async function measureScaling(
  workplace: Workplace,
  { rows, rounds, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<ScalingReport> {
  const input = join(workplace.folder, 'scaling.csv');
  await writeRows(chatRows({ rows, seed, abusiveShare: ABUSIVE_SHARE }), input, 'csv');
  const systems = [await pinnedSystem(workplace, 1), await pinnedSystem(workplace, 2)];
  const measured: ScalingFigures[] = [];
  // The first round only warms up: code is compiled, files come into the cache.
  for (let round = 0; round <= rounds; round++) {
    say(round === 0 ? 'scaling: warming up' : `scaling, round ${round} of ${rounds}`);
    for (const system of systems) {
      const figures = await measureBatch(system, input, rows);
      if (round > 0) measured.push(figures);
    }
  }
  for (const system of systems) await system.stop();
  rmSync(input);
  return { rows, figures: systems.map(({ workerPids: { length } }) => medians(measured, length)) };
}

/** Gateway and Redis run wherever there is room, as this process and whatever else the machine does. */
async function pinnedSystem(workplace: Workplace, workers: number): Promise<SluiceSystem> {
  const system = await SluiceSystem.start(workplace, {
    name: `workers-${workers}`,
    env: { WORKERS: String(workers) },
  });
  if (system.workerPids.length !== workers) throw new Error('npm start has not noted all workers in run.json.');
  for (const pid of [system.pids.gateway, system.pids.redis]) pin(pid, CORES);
  system.workerPids.forEach((pid, i) => {
    pin(pid, [CORES[i % CORES.length] ?? SERVER_CORE]);
  });
  return system;
}

function pin(pid: number, cores: readonly number[]): void {
  execFileSync('taskset', ['-a', '-c', '-p', cores.join(','), String(pid)], { stdio: 'ignore' });
}

async function measureBatch({ url, workerPids }: SluiceSystem, input: string, rows: number): Promise<ScalingFigures> {
  const postedMs = performance.now();
  const answer = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: await openAsBlob(input),
  });
  if (answer.status !== 202) throw new Error(`POST /batch answered ${answer.status}: ${await answer.text()}`);
  const { id } = (await answer.json()) as { readonly id: string };
  const seenMs = new Map<string, number>();
  for (let state = ''; !FINAL.includes(state);) {
    await pause(LOOK_MS);
    ({ state } = (await (await fetch(`${url}/v1/batch/${id}/status`)).json()) as { readonly state: string });
    if (!seenMs.has(state)) seenMs.set(state, performance.now());
  }
  const [endedMs, scoringMs] = [seenMs.get('completed'), seenMs.get('scoring')];
  if (endedMs === undefined) throw new Error(`The batch ended as ${[...seenMs.keys()].at(-1) ?? ''}.`);
  if (scoringMs === undefined) throw new Error('The batch was scored too fast to be seen: raise --rows.');
  const rate = (ms: number): number => (rows / ms) * 1e3;
  return {
    workers: workerPids.length,
    scoring: rate((seenMs.get('finishing') ?? endedMs) - scoringMs),
    endToEnd: rate(endedMs - postedMs),
  };
}

function medians(measured: readonly ScalingFigures[], workers: number): ScalingFigures {
  const rounds = measured.filter((one) => one.workers === workers);
  const of = (name: 'scoring' | 'endToEnd'): number => median(rounds.map((one) => one[name]));
  return { workers, scoring: of('scoring'), endToEnd: of('endToEnd') };
}
