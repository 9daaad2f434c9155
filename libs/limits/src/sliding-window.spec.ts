import fc from 'fast-check';
import { SlidingWindow } from './sliding-window';

interface Call {
  readonly afterMs: number;
  readonly wanted: number;
}

const CALLS = fc.array(fc.record({ afterMs: fc.nat(400), wanted: fc.integer({ min: 0, max: 8 }) }), { maxLength: 60 });
const LIMITS = fc.record({ limit: fc.integer({ min: 1, max: 20 }), windowMs: fc.integer({ min: 1, max: 1_500 }) });

describe('SlidingWindow', () => {
  it('lets no more than the limit through in any window, wherever it begins', () => {
    fc.assert(
      fc.property(LIMITS, CALLS, fc.nat(), (limit, calls: readonly Call[], startMs) => {
        const window = new SlidingWindow(limit);
        const taken: { at: number; granted: number }[] = [];
        let at = startMs;
        for (const { afterMs, wanted } of calls) {
          at += afterMs;
          taken.push({ at, granted: window.take(wanted, at).granted });
        }
        for (const { at: from } of taken) {
          const inside = taken.filter((other) => other.at >= from && other.at < from + limit.windowMs);
          expect(inside.reduce((sum, { granted }) => sum + granted, 0)).toBeLessThanOrEqual(limit.limit);
        }
      }),
    );
  });

  it('gives a token again within a window and a tenth, and says when', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(), (windowMs, startMs) => {
        const window = new SlidingWindow({ limit: 1, windowMs });
        expect(window.take(1, startMs).granted).toBe(1);
        const { granted, resetMs } = window.take(1, startMs);
        expect(granted).toBe(0);
        expect(resetMs).toBeGreaterThanOrEqual(windowMs);
        expect(resetMs).toBeLessThanOrEqual(11 * Math.ceil(windowMs / 10));
        expect(window.take(1, startMs + resetMs - 1).granted).toBe(0);
        expect(window.take(1, startMs + resetMs).granted).toBe(1);
      }),
    );
  });

  it('has nothing to wait for until a token is taken', () => {
    fc.assert(
      fc.property(LIMITS, fc.nat(), (limit, startMs) => {
        const window = new SlidingWindow(limit);
        for (const wanted of [0, 0]) {
          expect(window.take(wanted, startMs)).toMatchObject({ granted: 0, left: limit.limit, resetMs: 0 });
        }
      }),
    );
  });
});
