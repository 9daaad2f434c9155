import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppProcess, ChaosRun, startRedis, TcpProxy, type TestRedis } from '@sluice/testing';

const FROZEN_MS = 60_000;
const EVERY_MS = 10;
/** A client that waits longer has given up. */
const PATIENCE_MS = 5_000;

interface Outcome {
  readonly served: number;
  readonly lost: number;
  readonly degraded: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

interface Fault {
  begin(): void;
  end(): void;
}

/** Sends a request every 10 ms, whatever becomes of the ones before, for as long as Redis is away. */
async function askMeanwhile(run: ChaosRun, address: string, fault: Fault): Promise<Outcome> {
  const tookMs: number[] = [];
  let [lost, degraded] = [0, 0];
  const ask = async (i: number): Promise<void> => {
    const startedMs = performance.now();
    const body = JSON.stringify({ texts: ['have a nice day'], session_id: `s${i % 100}` });
    const headers = { 'content-type': 'application/json' };
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(`${address}/predict`, { method: 'POST', headers, body, signal });
      const { metadata } = (await answer.json()) as { metadata: { degraded: string[] } };
      if (metadata.degraded.includes('session')) degraded++;
      tookMs.push(performance.now() - startedMs);
    } catch {
      lost++;
    }
  };
  fault.begin();
  const asked: Promise<void>[] = [];
  const endMs = performance.now() + FROZEN_MS;
  while (performance.now() < endMs) {
    asked.push(ask(asked.length));
    await pause(EVERY_MS);
  }
  await Promise.all(asked);
  fault.end();
  tookMs.sort((a, b) => a - b);
  const at = (quantile: number): number =>
    Math.round((tookMs[Math.ceil(quantile * tookMs.length) - 1] ?? NaN) * 10) / 10;
  const outcome = { served: tookMs.length, lost, degraded, p50: at(0.5), p99: at(0.99), longest: at(1) };
  run.print({ ...outcome });
  return outcome;
}

describe('Redis that is away for a minute under load', () => {
  let redis: TestRedis;
  let proxy: TcpProxy;
  let folder: string;
  let gateway: AppProcess | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-chaos-'));
    redis = await startRedis();
    proxy = await TcpProxy.start({ path: new URL(redis.url).pathname });
  });
  afterEach(async () => {
    await gateway?.stop();
    await proxy.stop();
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<string> {
    const variables = { PORT: '0', DATA_DIR: folder, REDIS_URL: `redis://127.0.0.1:${proxy.port}`, ...env };
    gateway = await AppProcess.start('gateway', variables);
    const body = JSON.stringify({ texts: ['have a nice day'], session_id: 'before' });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${gateway.address}/predict`, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({ session: { events: 1 }, metadata: { degraded: [] } });
    return gateway.address;
  }
  const frozen = (): Fault => ({
    begin: () => void process.kill(redis.pid, 'SIGSTOP'),
    end: () => void process.kill(redis.pid, 'SIGCONT'),
  });
  const partitioned = (): Fault => ({
    begin: () => {
      proxy.partition();
    },
    end: () => {
      proxy.heal();
    },
  });

  it.each([
    ['frozen', frozen],
    ['cut off', partitioned],
  ])('costs no predict call its answer when it is %s', async (name, fault) => {
    const run = new ChaosRun(`redis-frozen, ${name}`);
    const { served, lost, degraded } = await askMeanwhile(run, await start(), fault());
    expect(lost).toBe(0);
    expect(served).toBeGreaterThan(FROZEN_MS / EVERY_MS / 4);
    expect(degraded).toBe(served);
  });

  // The same without the timeout that the promise rests on.
  it('negative control: calls are lost when predict waits for Redis', async () => {
    const run = new ChaosRun('redis-frozen, no timeout');
    const { lost } = await askMeanwhile(run, await start({ SESSION_TIMEOUT_MS: '60000' }), frozen());
    expect(lost).toBeGreaterThan(0);
  });
});
