import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signalProcess, whenGone } from '../shutdown/end-process';
import { isRunning } from '../shutdown/process-mark';
import { infoField } from './check-redis';
import { openPrivateRedis, type PrivateRedis } from './private-redis';
import { reachRedis } from './reach-redis';
import { provideRedisServer } from './redis-server';

const LONG_NAME = 'x'.repeat(100);

describe('openPrivateRedis', () => {
  let folder: string;
  let binary: string;
  const opened: PrivateRedis[] = [];
  const open = async (at = folder): Promise<PrivateRedis> => {
    const redis = await openPrivateRedis(at, binary);
    opened.push(redis);
    return redis;
  };
  const ask = <T>(url: string, question: Parameters<typeof reachRedis<T>>[2]): Promise<T> =>
    reachRedis(url, { timeoutMs: 10_000 }, question);

  beforeAll(async () => {
    binary = await provideRedisServer(() => undefined);
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-'));
  });

  afterEach(async () => {
    for (const redis of opened.splice(0)) await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('listens on a socket that only its owner reaches, keeps every write and never evicts', async () => {
    const redis = await open();
    expect(redis.url).toBe(`unix://${folder}/redis.sock`);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const info = await ask(redis.url, (client) => client.info());
    expect(infoField(info, 'aof_enabled')).toBe('1');
    expect(infoField(info, 'maxmemory_policy')).toBe('noeviction');
    expect(infoField(info, 'tcp_port')).toBe('0');
  });

  it('falls back to a loopback port with a password when the path is too long for a socket', async () => {
    const redis = await open(join(folder, LONG_NAME));
    expect(redis.url).toMatch(/^redis:\/\/:[\w-]{32}@127\.0\.0\.1:\d+\/0$/);
    await expect(ask(redis.url, (client) => client.ping())).resolves.toBe('PONG');
    const withoutPassword = redis.url.replace(/\/\/.*@/, '//');
    await expect(ask(withoutPassword, (client) => client.ping())).rejects.toThrow('NOAUTH');
  });

  it('runs in its own process group', async () => {
    const redis = await open();
    expect(() => process.kill(-redis.mark.pid, 0)).not.toThrow();
  });

  it.each(['', LONG_NAME])('has its data and its address again after it was stopped', async (name) => {
    const first = await open(join(folder, name));
    await ask(first.url, (client) => client.set('kept', 'yes'));
    await first.stop();
    expect(isRunning(first.mark)).toBe(false);
    const second = await open(join(folder, name));
    expect(second.url).toBe(first.url);
    await expect(ask(second.url, (client) => client.get('kept'))).resolves.toBe('yes');
  });

  it('adopts the one that still runs, and knows when it ends', async () => {
    const first = await open();
    const second = await open();
    expect(second).toMatchObject({ url: first.url, mark: first.mark, adopted: true });
    signalProcess(first.mark, 'SIGKILL');
    await Promise.all([first.gone, second.gone, whenGone(first.mark, 10_000)]);
    expect((await open()).adopted).toBe(false);
  });

  it('says why it does not start', async () => {
    await expect(openPrivateRedis(folder, '/bin/false')).rejects.toThrow('The private Redis did not start');
    await expect(openPrivateRedis(folder, join(folder, 'absent'))).rejects.toThrow('The private Redis did not start');
  });
});
