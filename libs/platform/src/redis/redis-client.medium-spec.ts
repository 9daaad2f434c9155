import { startRedis, until, type TestRedis } from '@sluice/testing';
import type { Redis } from 'ioredis';
import { checkRedis } from './check-redis';
import { connectRedis } from './timed-redis';

describe('a client of a role', () => {
  let server: TestRedis;
  const clients: Redis[] = [];
  const connect = async (role: 'consumer' | 'producer'): Promise<Redis> => {
    const client = connectRedis(server.url, role);
    clients.push(client);
    client.on('error', () => undefined);
    await new Promise((resolve) => client.once('ready', resolve));
    return client;
  };

  beforeAll(async () => {
    server = await startRedis();
  });

  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });

  afterAll(() => server.stop());

  it('accepts a Redis that keeps everything', async () => {
    await expect(checkRedis(await connect('consumer'))).resolves.toBeUndefined();
  });

  it('refuses one that evicts, with the remedy', async () => {
    const client = await connect('consumer');
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(checkRedis(client)).rejects.toThrow(/allkeys-lru.*CONFIG SET maxmemory-policy noeviction/);
    await client.config('SET', 'maxmemory-policy', 'noeviction');
  });

  it('producer: fails soon while Redis is frozen, works again when it thaws', async () => {
    const client = await connect('producer');
    process.kill(server.pid, 'SIGSTOP');
    try {
      await expect(client.set('a', '1')).rejects.toThrow('did not answer in time');
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    // On a busy machine it may be late once more.
    expect(await until('an answer', () => client.set('a', '2').catch(() => undefined))).toBe('OK');
  });

  it('consumer: outlasts a frozen Redis', async () => {
    const [consumer, producer] = [await connect('consumer'), await connect('producer')];
    process.kill(server.pid, 'SIGSTOP');
    const answer = consumer.set('b', '1');
    // As long as the producer takes to give up, the consumer has waited.
    await expect(producer.ping()).rejects.toThrow('did not answer in time');
    process.kill(server.pid, 'SIGCONT');
    await expect(answer).resolves.toBe('OK');
  });
});
