import fc from 'fast-check';
import { timeOf } from './record-session';

const SECOND_MS = 1_000;

describe('the time of a call', () => {
  it('is the instant that was sent', () => {
    const [min, max] = [new Date('0000-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59Z')];
    const instant = fc.date({ min, max, noInvalidDate: true });
    fc.assert(
      fc.property(instant, (date) => {
        expect(timeOf(date.toISOString())).toBe(date.getTime());
      }),
    );
    expect(timeOf('2024-02-29 23:30:00.5+01:00')).toBe(Date.parse('2024-02-29T22:30:00.500Z'));
    expect(timeOf('2024-03-01T00:30:00+01:00')).toBe(Date.parse('2024-02-29T23:30:00Z'));
  });

  it('is now when none was sent', () => {
    expect(Math.abs(timeOf(undefined) - Date.now())).toBeLessThan(60 * SECOND_MS);
  });

  it.each([
    '2024-02-30T00:00:00Z',
    '2023-02-29 12:00:00Z',
    '2024-04-31t00:00:00z',
    '2024-13-01T00:00:00Z',
    '2024-01-01T23:59:60Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:00:00+99:99',
    '9999-12-31T23:59:59-23:59',
    '0000-01-01T00:00:00+23:59',
  ])('is no %s', (text) => {
    expect(() => timeOf(text)).toThrow(
      expect.objectContaining({
        code: 'INVALID_BODY',
        errors: [expect.objectContaining({ pointer: '/occurred_at' })],
      }) as Error,
    );
  });
});
