import { deadlineOf } from './deadline';

describe('deadlineOf', () => {
  it('counts from the arrival of the request', () => {
    const nowMs = performance.now();
    expect(deadlineOf('500', 200)).toBeGreaterThanOrEqual(nowMs + 300);
    expect(deadlineOf('500', 200)).toBeLessThanOrEqual(performance.now() + 300);
    expect(deadlineOf('3600000', 0)).toBeLessThan(Infinity);
  });

  it('is never over without the header', () => {
    expect(deadlineOf(undefined, 1e9)).toBe(Infinity);
  });

  it.each(['', '0', '-1', '1.5', '1e3', ' 5', 'soon', '3600001', '10000000', ['1', '2']])('refuses %j', (header) => {
    expect(() => deadlineOf(header, 0)).toThrow(expect.objectContaining({ code: 'INVALID_HEADER' }) as Error);
  });
});
