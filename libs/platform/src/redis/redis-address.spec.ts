import fc from 'fast-check';
import { formatRedisUrl, parseRedisUrl, type RedisAddress } from './redis-address';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const login = fc.record({ username: text, password: text, db: fc.nat(15) }).map(({ username, password, db }) => ({
  ...(username !== '' && { username }),
  ...(password !== '' && { password }),
  db,
}));
const tcp = fc.record({
  host: fc.oneof(fc.domain(), fc.ipV4()),
  port: fc.integer({ min: 1, max: 65_535 }),
  tls: fc.boolean(),
});
const path = fc
  .array(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), { minLength: 1 })
  .map((parts) => `/${parts.join('')}`);

describe('Redis URLs', () => {
  it('hold an address: reading what was written gives it back', () => {
    fc.assert(
      fc.property(tcp, login, (at, rest) => {
        const address: RedisAddress = { at: { ...at, host: at.host.toLowerCase() }, ...rest };
        expect(parseRedisUrl(formatRedisUrl(address))).toEqual(address);
      }),
    );
  });

  it('hold the path of a socket, whatever is in it', () => {
    fc.assert(
      fc.property(path, login, (socket, rest) => {
        fc.pre(!/(^|\/)\.{1,2}(\/|$)/.test(socket) && !socket.startsWith('//'));
        expect(parseRedisUrl(formatRedisUrl({ at: { path: socket }, ...rest }))).toEqual({
          at: { path: socket },
          ...rest,
        });
      }),
    );
  });

  it('have the defaults of Redis', () => {
    expect(parseRedisUrl('redis://cache')).toEqual({ at: { host: 'cache', port: 6379, tls: false }, db: 0 });
    expect(parseRedisUrl('rediss://[::1]:7000')).toEqual({ at: { host: '::1', port: 7000, tls: true }, db: 0 });
  });

  it.each([
    '',
    'cache:6379',
    'http://cache',
    'redis://',
    'redis://cache/one',
    'unix://host/socket',
    'redis://:%zz@cache',
  ])('refuses %j', (url) => {
    expect(parseRedisUrl(url)).toBeUndefined();
  });
});
