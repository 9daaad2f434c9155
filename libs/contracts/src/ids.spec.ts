import fc from 'fast-check';
import { derivedId, earliestId, isId, newId } from './ids';

/** Milliseconds in the first ten digits of a ULID. */
function timeOf(id: string): number {
  return Array.from(id.slice(0, 10)).reduce(
    (ms, digit) => ms * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(digit),
    0,
  );
}

describe('newId', () => {
  it('gives ULIDs, no two alike, of the time they were made', () => {
    const beforeMs = Date.now();
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids.every(isId)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.min(...ids.map(timeOf))).toBeGreaterThanOrEqual(beforeMs);
    expect(Math.max(...ids.map(timeOf))).toBeLessThanOrEqual(Date.now());
  });

  it('uses every digit at every random place', () => {
    const digits = Array.from({ length: 16 }, () => new Set<string>());
    for (let i = 0; i < 5_000; i++) Array.from(newId().slice(10)).forEach((digit, place) => digits[place]?.add(digit));
    expect(digits.map(({ size }) => size)).toEqual(digits.map(() => 32));
  });
});

describe('derivedId', () => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

  it('gives the same ULID for the same parts, of the time it was given, and another for others', () => {
    fc.assert(
      fc.property(time, fc.array(fc.string()), fc.array(fc.string()), (atMs, parts, others) => {
        const id = derivedId(atMs, ...parts);
        expect([isId(id), timeOf(id), derivedId(atMs, ...parts)]).toEqual([true, atMs, id]);
        if (JSON.stringify(parts) !== JSON.stringify(others)) expect(derivedId(atMs, ...others)).not.toBe(id);
      }),
    );
  });

  it('lies between the earliest ids of its time and the next', () => {
    fc.assert(
      fc.property(time, fc.string(), (atMs, part) => {
        const id = derivedId(atMs, part);
        expect(earliestId(atMs) <= id && id < earliestId(atMs + 1)).toBe(true);
      }),
    );
  });
});

describe('isId', () => {
  it.each(['', '01JD', `${newId()}\n`, newId().toLowerCase(), newId().replace(/.$/, 'U')])('refuses %j', (text) => {
    expect(isId(text)).toBe(false);
  });
});
