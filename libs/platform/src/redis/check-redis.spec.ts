import { checkRedis } from './check-redis';

const answering = (info: string) => ({ info: () => Promise.resolve(info) });

describe('checkRedis', () => {
  it.each(['6.2.0', '7.0.15', '8.0.1', '10.1.0'])('accepts version %s', async (version) => {
    await expect(
      checkRedis(answering(`redis_version:${version}\r\nmaxmemory_policy:noeviction\r\n`)),
    ).resolves.toBeUndefined();
  });

  it.each(['5.0.14', '6.0.16', '6.1.240'])('refuses version %s', async (version) => {
    await expect(checkRedis(answering(`redis_version:${version}\r\n`))).rejects.toThrow(
      `Redis is version ${version}, and Sluice needs 6.2 or newer: upgrade it`,
    );
  });

  it('refuses one that evicts', async () => {
    await expect(checkRedis(answering('redis_version:7.2.4\r\nmaxmemory_policy:volatile-lru\r\n'))).rejects.toThrow(
      'volatile-lru',
    );
  });
});
