import { preferredWaitS } from './prefer-wait';

describe('preferredWaitS', () => {
  it.each([
    [undefined, 0],
    ['', 0],
    ['respond-async', 0],
    ['waiting=5', 0],
    ['wait=0', 0],
    ['wait=60', 60],
    ['WAIT = 60', 60],
    ['wait="7"', 7],
    ['respond-async, wait=10; foo=bar', 10],
    ['wait=999999', 110],
  ])('of %j is %d s', (header, seconds) => {
    expect(preferredWaitS(header)).toBe(seconds);
  });

  it('takes the first of several headers', () => {
    expect(preferredWaitS(['respond-async', 'wait=3', 'wait=9'])).toBe(3);
  });

  it.each(['wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=soon', 'wait=1e3', 'wait=99999999'])(
    'refuses %j',
    (header) => {
      expect(() => preferredWaitS(header)).toThrow(
        expect.objectContaining({
          code: 'INVALID_HEADER',
          errors: [expect.objectContaining({ pointer: '/header/prefer' })],
        }) as Error,
      );
    },
  );
});
