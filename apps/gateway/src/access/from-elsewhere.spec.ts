import { isFromElsewhere } from './from-elsewhere';

describe('a request without keys', () => {
  it.each([
    '127.0.0.1:8000',
    'localhost',
    'localhost:8000',
    '[::1]:8000',
    '192.168.1.5',
    'devbox:8000',
    'api.localhost',
    '',
  ])('to %j is from this machine, or from its network', (host) => {
    expect(isFromElsewhere({ host })).toBe(false);
  });

  it.each([
    'evil.example',
    'evil.example:8000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '1.2.3.4.5',
    'a b',
  ])('to %j is from a site that took a local address', (host) => {
    expect(isFromElsewhere({ host })).toBe(true);
  });

  it.each([
    ['http://127.0.0.1:8000', false],
    ['http://localhost:5173', false],
    ['http://[::1]:3000', false],
    ['https://evil.example', true],
    ['http://localhost.evil.example', true],
    ['http://6.6.6.6', true],
    ['http://localhost', false],
    ['http://127.10.200.3:1', false],
    ['http://127.0', true],
    ['http://127.a.b.c', true],
    ['evil+http://localhost', true],
    ['null', true],
  ])('of a page at %s: %s', (origin, expected) => {
    expect(isFromElsewhere({ host: '127.0.0.1:8000', origin })).toBe(expected);
  });

  it('of a page that it served itself is welcome', () => {
    expect(isFromElsewhere({ host: 'devbox:8000', origin: 'http://devbox:8000' })).toBe(false);
    expect(isFromElsewhere({ host: 'devbox:8000', origin: 'https://devbox:8000' })).toBe(false);
    expect(isFromElsewhere({ host: 'devbox:8000', origin: '' })).toBe(true);
  });

  it('of HTTP/1.0, which names no host, is welcome', () => {
    expect(isFromElsewhere({})).toBe(false);
  });
});
