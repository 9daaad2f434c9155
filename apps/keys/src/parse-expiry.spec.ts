import { parseExpiry, parsePeriod } from './parse-expiry';

const NOW = Date.parse('2026-11-27T12:00:00Z');

describe('the end of a key', () => {
  it.each([
    ['90d', '2027-02-25T12:00:00.000Z'],
    ['12h', '2026-11-28T00:00:00.000Z'],
    ['30m', '2026-11-27T12:30:00.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31T10:00:00+02:00', '2027-01-31T08:00:00.000Z'],
  ])('%s is %s', (text, end) => {
    expect(new Date(parseExpiry(text, NOW)).toISOString()).toBe(end);
  });

  it.each([
    '',
    '0d',
    '-1d',
    '90',
    'd',
    '1w',
    '1.5h',
    '2026-11-27',
    '2026-02-30x',
    'tomorrow',
    '2027-13-01',
    '9999999d',
  ])('is not %j', (text) => {
    expect(() => parseExpiry(text, NOW)).toThrow('--expires takes');
  });

  it('may overlap by a period alone', () => {
    expect([parsePeriod('0m'), parsePeriod('2h'), parsePeriod('2027-01-31')]).toEqual([0, 7_200_000, null]);
  });
});
