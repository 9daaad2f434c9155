import 'reflect-metadata';
import { mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyLedger, KeyMirror, KEYS_CHANNEL, KeyTable, type KeyWish } from '@sluice/access';
import { createLogger, loadConfig, reachRedis } from '@sluice/platform';
import { openFolder } from '@sluice/storage';
import { startRedis, until, type TestRedis } from '@sluice/testing';
import type { Redis } from 'ioredis';
import { connectAside } from '../store/aside-redis';
import { FollowKeys } from './follow-keys';

const WISH: KeyWish = { name: 'of a test', role: 'ops', tenant: 'acme', expiresAt: null };
const POLL_MS = 3_000;

describe('a process that follows the keys', () => {
  let redis: TestRedis;
  let folder: string;
  let ledger: KeyLedger;
  let table: KeyTable;
  let client: Redis;
  let follow: FollowKeys;
  let log: string[];

  beforeEach(async () => {
    // Time for the poll comes only when a test says so; everything else waits as ever.
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'performance', 'Date', 'queueMicrotask'],
    });
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'sluice-follow-'));
    const store = await openFolder(join(folder, 'store'));
    ledger = new KeyLedger(store);
    table = new KeyTable();
    log = [];
    const config = loadConfig({ REDIS_URL: redis.url });
    const logger = createLogger(config, 'test', { write: (line) => void log.push(line) });
    client = connectAside(config, logger, 1_000, 'nothing here');
    await until('a connection', () => (client.status === 'ready' ? true : undefined));
    follow = new FollowKeys(client, logger, new KeyMirror(ledger, table));
    await follow.start();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await follow.onApplicationShutdown();
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  const knows = (key: string): Promise<true> =>
    until('the key is known', () => (table.check(key, Date.now()) === null ? undefined : true));
  const tell = (): Promise<number> =>
    reachRedis(redis.url, { timeoutMs: 10_000 }, (sender) => sender.publish(KEYS_CHANNEL, ''));

  it('hears of a change', async () => {
    const { credential } = await ledger.create(WISH);
    expect(table.isOpen).toBe(true);
    expect(await tell()).toBe(1);
    await knows(credential);
  });

  it('looks by itself when nobody says anything', async () => {
    const { credential } = await ledger.create(WISH);
    jest.advanceTimersByTime(POLL_MS);
    await knows(credential);
  });

  it('looks when Redis is back, and hears again', async () => {
    await redis.kill();
    const missed = await ledger.create(WISH);
    await redis.restart();
    await knows(missed.credential);
    await until('it listens', async () => ((await tell()) === 1 ? true : undefined));
    const next = await ledger.create(WISH);
    await tell();
    await knows(next.credential);
  });

  it('goes on with what it knows while the store is away, says so once, and catches up', async () => {
    const { credential } = await ledger.create(WISH);
    await follow.look();
    const keys = join(folder, 'store', 'keys');
    await rename(keys, join(folder, 'away'));
    await symlink(keys, keys);
    for (let look = 0; look < 3; look++) await follow.look();
    expect(table.check(credential, Date.now())).not.toBeNull();
    expect(log.filter((line) => line.includes('keys cannot be read'))).toHaveLength(1);
    await rm(keys);
    await rename(join(folder, 'away'), keys);
    const next = await ledger.create(WISH);
    await follow.look();
    await knows(next.credential);
  });
});
