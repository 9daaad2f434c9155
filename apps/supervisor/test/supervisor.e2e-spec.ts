import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { isRunning, reachRedis, signalProcess, whenGone, type ProcessMark } from '@sluice/platform';
import { startRedis, until } from '@sluice/testing';
import { FIXTURE_APPS, SystemFixture } from './system.fixture';

const READY = /Sluice is ready/;
/** Only so that a test which waits in vain ends. */
const GONE_WITHIN_MS = 90_000;

describe('the supervisor', () => {
  let system: SystemFixture;

  beforeEach(() => {
    system = new SystemFixture();
  });

  afterEach(() => system.close());

  const everything = (): readonly ProcessMark[] => {
    const { gateway, redis, workers } = system.note();
    if (gateway === null || redis === null) throw new Error('gateway or Redis is missing in run.json');
    return [gateway, redis, ...workers];
  };

  it('runs a Redis, a gateway and the workers, and notes them', async () => {
    const run = system.start(FIXTURE_APPS);
    await run.says(READY);
    const note = run.note();
    expect(everything()).toHaveLength(4);
    expect(everything().every(isRunning)).toBe(true);
    expect(statSync(join(system.folder, 'run.json')).mode & 0o777).toBe(0o600);
    const served = await fetch(note.address ?? '');
    await expect(served.text()).resolves.toBe(note.redis?.url);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('drains gateway, workers and Redis in this order at %s', async (signal) => {
    const run = system.start(FIXTURE_APPS);
    await run.says(READY);
    const marks = everything();
    run.signal(signal);
    const { code, output } = await run.exited;
    expect(code).toBe(0);
    expect(output.match(/\w+ drained/g)).toEqual(['gateway drained', 'worker drained', 'worker drained']);
    expect(marks.some(isRunning)).toBe(false);
    expect(existsSync(join(system.folder, 'run.json'))).toBe(false);
  });

  it('starts what dies again, at the same address', async () => {
    const run = system.start(FIXTURE_APPS);
    await run.says(READY);
    const before = run.note();
    for (const mark of everything()) signalProcess(mark, 'SIGKILL');
    await run.says(/has ended; it is started again/, 4);
    await run.says(/gateway up/, 2);
    await run.says(/worker up/, 4);
    // The new gateway may say so before its supervisor has noted it.
    await until('the note of the new gateway', () =>
      run.note().gateway?.pid === before.gateway?.pid ? undefined : true,
    );
    await expect(fetch(before.address ?? '').then((answer) => answer.status)).resolves.toBe(200);
    await reachRedis(before.redis?.url ?? '', { timeoutMs: GONE_WITHIN_MS }, (client) => client.ping());
  });

  it('refuses to run twice on one data folder', async () => {
    const first = system.start(FIXTURE_APPS);
    await first.says(READY);
    const { address, supervisor } = first.note();
    const { code, output } = await system.start(FIXTURE_APPS).exited;
    expect(code).toBe(1);
    expect(output).toContain(`Sluice runs at ${address ?? ''} with this data folder already (pid ${supervisor.pid})`);
    expect(everything().every(isRunning)).toBe(true);
  });

  it('takes over what a killed supervisor left: apps are ended, Redis is adopted', async () => {
    const first = system.start(FIXTURE_APPS);
    await first.says(READY);
    const before = first.note();
    first.signal('SIGKILL');
    await whenGone(before.supervisor, GONE_WITHIN_MS);
    const second = system.start(FIXTURE_APPS);
    await second.says(READY);
    expect(second.note().redis).toEqual(before.redis);
    expect([before.gateway, ...before.workers].some((mark) => mark !== null && isRunning(mark))).toBe(false);
  });

  it('lets children drain by themselves when it is killed', async () => {
    const run = system.start(FIXTURE_APPS);
    await run.says(READY);
    const { gateway, workers } = run.note();
    run.signal('SIGKILL');
    for (const mark of [gateway, ...workers]) {
      expect(mark === null || (await whenGone(mark, GONE_WITHIN_MS))).toBe(true);
    }
  });

  it('stops with one line when the port is taken, and leaves nothing behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, output } = await system.start(FIXTURE_APPS, { PORT: String(port) }).exited;
    other.close();
    expect(code).toBe(2);
    expect(output).toContain(`Port ${port} is in use: choose another one, for example PORT=${port + 1} npm start.\n`);
    expect(existsSync(join(system.folder, 'run.json'))).toBe(false);
    expect(existsSync(join(system.folder, 'redis', 'redis.sock'))).toBe(false);
  });

  it('stops with every wrong setting before it starts anything', async () => {
    const { code, output } = await system.start(FIXTURE_APPS, { WORKERS: '0', LOG_LEVEL: 'loud' }).exited;
    expect(code).toBe(2);
    expect(output).toMatch(/WORKERS="0" is not allowed.*\n.*LOG_LEVEL="loud" is not allowed/);
    expect(existsSync(join(system.folder, 'redis'))).toBe(false);
  });

  describe('with REDIS_URL', () => {
    it('uses that Redis and leaves it running', async () => {
      const redis = await startRedis();
      const run = system.start(FIXTURE_APPS, { REDIS_URL: redis.url });
      await run.says(READY);
      expect(run.note().redis).toBeNull();
      run.signal('SIGTERM');
      await expect(run.exited).resolves.toMatchObject({ code: 0 });
      await reachRedis(redis.url, { timeoutMs: 5_000 }, (client) => client.ping());
      await redis.stop();
    });

    it('refuses one that evicts, with the reason', async () => {
      const redis = await startRedis();
      await reachRedis(redis.url, { timeoutMs: 5_000 }, (client) =>
        client.config('SET', 'maxmemory-policy', 'allkeys-lru'),
      );
      const { code, output } = await system.start(FIXTURE_APPS, { REDIS_URL: redis.url }).exited;
      await redis.stop();
      expect(code).toBe(2);
      expect(output).toContain('REDIS_URL cannot be used: Redis has maxmemory-policy allkeys-lru and may drop jobs');
    });
  });
});
