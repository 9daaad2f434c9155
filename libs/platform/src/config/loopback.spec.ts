import { isLoopback } from './loopback';

describe('an address', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is of this machine alone', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'gateway.example', '127.example', '::ffff:10.0.0.1'])(
    '%s is one that others may reach',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
