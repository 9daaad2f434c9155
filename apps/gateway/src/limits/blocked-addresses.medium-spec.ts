import { once } from 'node:events';
import { RedisBreaker, redisOptions } from '@sluice/platform';
import { startRedis, type TestRedis } from '@sluice/testing';
import { Redis } from 'ioredis';
import { BlockedAddresses } from './blocked-addresses';

const ADDRESS = '192.0.2.1';

/** Calls back once, when it has asked for the list and has no answer yet. */
class AskedRedis extends Redis {
  onAsked: (() => unknown) | undefined;

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    const answer = super.sendCommand(command, stream);
    if (command.name !== 'zrange') return answer;
    this.onAsked?.();
    this.onAsked = undefined;
    return answer;
  }
}

describe('blocked addresses', () => {
  let server: TestRedis;
  let redis: AskedRedis;
  let addresses: BlockedAddresses;

  beforeAll(async () => {
    server = await startRedis();
    redis = new AskedRedis({ ...redisOptions(server.url, 'aside'), replyMapping: undefined });
    await once(redis, 'ready');
    addresses = new BlockedAddresses(redis, new RedisBreaker(redis));
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('are so at once, also while Redis is asked which there are', async () => {
    const endsAt = Date.now() + 600_000;
    let blocking: Promise<void> | undefined;
    redis.onAsked = () => (blocking = addresses.block(ADDRESS, endsAt));
    await addresses.list();
    expect(addresses.endOf(ADDRESS)).toBe(endsAt);
    await blocking;
    await addresses.list();
    expect(addresses.endOf(ADDRESS)).toBe(endsAt);
  });

  it('are let in at once, also while Redis is asked which there are', async () => {
    await addresses.block(ADDRESS, Date.now() + 600_000);
    let unblocking: Promise<boolean | null> | undefined;
    redis.onAsked = () => (unblocking = addresses.unblock(ADDRESS));
    await addresses.list();
    expect(await unblocking).toBe(true);
    expect(addresses.endOf(ADDRESS)).toBe(0);
  });

  it('of other processes are known, also while this one blocks and lets in whenever it asks', async () => {
    const [byOther, ours, letIn] = ['192.0.2.2', '192.0.2.3', '192.0.2.4'];
    const endsAt = Date.now() + 600_000;
    await addresses.block(letIn, endsAt);
    await new BlockedAddresses(redis, new RedisBreaker(redis)).block(byOther, endsAt);
    let changing: Promise<unknown> | undefined;
    redis.onAsked = () => (changing = Promise.all([addresses.block(ours, endsAt), addresses.unblock(letIn)]));
    await addresses.list();
    await changing;
    expect([byOther, ours, letIn].map((address) => addresses.endOf(address))).toEqual([endsAt, endsAt, 0]);
  });
});
