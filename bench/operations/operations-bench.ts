import { createReadStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { chatRows } from '../../examples/rows/chat-rows';
import { writeRows } from '../../examples/rows/write-rows';
import { ABUSIVE_SHARE } from '../batch/batch-shape';
import type { BenchOptions } from '../bench-options';
import { cpuSeconds } from '../processes/process-figures';
import { SluiceSystem } from '../processes/sluice-system';
import type { Workplace } from '../processes/workplace';
import { poll, type PollFigures } from './pollers';

const POLLERS = 1_000;
const POLL_S = 10;
/** In its first thousands of answers the gateway compiles the code for them. */
const WARM_UP_S = 5;
const LOOK_MS = 100;
/** Of a core: a worker that uses less over three looks is idle. */
const IDLE_SHARE = 0.1;

/** What one large batch costs whoever runs the system. */
export interface OperationsReport {
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** `used_memory` of Redis before, and the most of it while the batch ran. */
  readonly redisBeforeBytes: number;
  readonly redisPeakBytes: number;
  readonly workerPeakBytes: number;
  readonly gatewayPeakBytes: number;
  /** Of a core, while nobody asks. */
  readonly idleShare: number;
  /** All of one batch that runs. */
  readonly pollers: PollCost;
  /** Each of a batch of its own, which has ended. */
  readonly pollersOfMany: PollCost;
  /** From the cancel of a batch in full swing until the worker does nothing more. */
  readonly cancelMs: number;
}

interface PollCost extends PollFigures {
  readonly clients: number;
  /** Of a core. */
  readonly coreShare: number;
}

interface Status {
  readonly id: string;
  readonly state: string;
  readonly processed_count: number;
}

/** One worker scores one large batch, while a thousand clients ask how far it is; another batch is cancelled. */
export async function measureOperations(
  workplace: Workplace,
  { largeRows, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<OperationsReport> {
  const input = join(workplace.folder, 'large.csv');
  say(`operations: writing ${largeRows} rows`);
  await writeRows(chatRows({ rows: largeRows, seed, abusiveShare: ABUSIVE_SHARE }), input, 'csv');
  const system = await SluiceSystem.start(workplace);
  const redis = new Redis(system.redisUrl.replace('unix://', ''));
  try {
    const redisBeforeBytes = await usedMemory(redis);
    const startedMs = performance.now();
    say('operations: one large batch');
    const id = await submit(system.url, csv(input));
    const watch = watchRedis(redis);
    await reached(system.url, id, ({ processed_count: processed }) => processed > 0);
    const { gateway: idleShare } = await coreShares(system, () => pause(POLL_S * 1e3));
    const pollers = await measurePollers(system, [id]);
    await reached(system.url, id, ({ state }) => state === 'completed');
    const seconds = (performance.now() - startedMs) / 1e3;
    const redisPeakBytes = await watch.end();
    const { worker, gateway } = system.peakBytes();
    say('operations: cancelling a batch');
    const cancelMs = await measureCancel(system, input);
    say(`operations: ${POLLERS} small batches`);
    const pollersOfMany = await measurePollers(system, await endedBatches(system.url, seed));
    return {
      rows: largeRows,
      rowsPerSecond: largeRows / seconds,
      redisBeforeBytes,
      redisPeakBytes,
      workerPeakBytes: worker,
      gatewayPeakBytes: gateway,
      idleShare,
      pollers,
      pollersOfMany,
      cancelMs,
    };
  } finally {
    redis.disconnect();
    await system.stop();
    rmSync(input);
  }
}

async function measurePollers(system: SluiceSystem, ids: readonly string[]): Promise<PollCost> {
  const urls = ids.map((id) => `${system.url}/v1/batch/${id}/status`);
  await poll(urls, POLLERS, WARM_UP_S);
  const { gateway: coreShare, result } = await coreShares(system, () => poll(urls, POLLERS, POLL_S));
  return { ...result, clients: POLLERS, coreShare };
}

async function coreShares<T>(
  { pids: { gateway } }: SluiceSystem,
  work: () => Promise<T>,
): Promise<{ readonly gateway: number; readonly result: T }> {
  const [cpu, ms] = [cpuSeconds(gateway), performance.now()];
  const result = await work();
  return { gateway: (cpuSeconds(gateway) - cpu) / ((performance.now() - ms) / 1e3), result };
}

/** A batch for each client. */
async function endedBatches(url: string, seed: number): Promise<string[]> {
  const [{ text } = { text: '' }] = chatRows({ rows: 1, seed, abusiveShare: 0 });
  const ids: string[] = [];
  for (let i = 0; i < POLLERS; i++) ids.push(await submit(url, JSON.stringify({ text }), 'application/x-ndjson'));
  for (const id of ids) await reached(url, id, ({ state }) => state === 'completed');
  return ids;
}

async function measureCancel(system: SluiceSystem, input: string): Promise<number> {
  const id = await submit(system.url, csv(input));
  await reached(system.url, id, ({ processed_count: processed }) => processed > 0);
  const cancelledMs = performance.now();
  await fetch(`${system.url}/v1/batch/${id}/cancel`, { method: 'POST' });
  let [idleLooks, idleSinceMs] = [0, cancelledMs];
  for (let cpu = cpuSeconds(system.pids.worker); idleLooks < 3;) {
    const lookedMs = performance.now();
    await pause(LOOK_MS);
    const now = cpuSeconds(system.pids.worker);
    const isIdle = (now - cpu) / ((performance.now() - lookedMs) / 1e3) < IDLE_SHARE;
    if (!isIdle) idleLooks = 0;
    else if (idleLooks++ === 0) idleSinceMs = lookedMs;
    cpu = now;
  }
  return idleSinceMs - cancelledMs;
}

type Body = NonNullable<RequestInit['body']>;

const csv = (file: string): Body => Readable.toWeb(createReadStream(file));

async function submit(url: string, body: Body, type = 'text/csv'): Promise<string> {
  const answer = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    duplex: 'half',
  });
  if (answer.status !== 202) throw new Error(`POST /batch answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as Status).id;
}

async function reached(url: string, id: string, isReached: (status: Status) => boolean): Promise<void> {
  for (;;) {
    const status = (await (await fetch(`${url}/v1/batch/${id}/status`)).json()) as Status;
    if (isReached(status)) return;
    if (['failed', 'cancelled', 'completed_with_errors'].includes(status.state)) throw new Error(`it ${status.state}`);
    await pause(LOOK_MS);
  }
}

function watchRedis(redis: Redis): { end: () => Promise<number> } {
  let [peak, isOver] = [0, false];
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, await usedMemory(redis));
      await pause(LOOK_MS);
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await watching;
      return peak;
    },
  };
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}
