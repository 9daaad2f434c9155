import { ACTIONS } from '@sluice/detection';
import fc from 'fast-check';
import { latencyBin, latencyQuantileMs, scoreBin, SCORE_BINS } from './histogram-bins';
import { TrialTally } from './trial-tally';
import type { JudgedRow } from './version-tally';

const row = fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), action: fc.constantFrom(...ACTIONS) });
const call = fc.record({
  version: fc.constantFrom('1.0.0', '2.0.0-rc.1'),
  durationMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  rows: fc.array(row, { minLength: 1, maxLength: 5 }),
});
const calls = fc.array(call, { maxLength: 30 });

function tallyOf(all: readonly { version: string; durationMs: number; rows: JudgedRow[] }[]): TrialTally {
  const tally = new TrialTally();
  for (const { version, durationMs, rows } of all) {
    tally.live(version).answered(durationMs, rows);
    tally.shadow('3.0.0').answered(durationMs, rows);
    tally.compared(version, rows, '3.0.0', rows);
  }
  return tally;
}

const numbers = (tally: TrialTally): Map<string, number> => new Map(tally.entries());

describe('TrialTally', () => {
  it('adds up over processes, whatever the order', () => {
    fc.assert(
      fc.property(calls, calls, (one, other) => {
        const sum = TrialTally.of([...tallyOf(other).entries(), ...tallyOf(one).entries()]);
        expect(numbers(sum)).toEqual(numbers(tallyOf([...one, ...other])));
      }),
    );
  });

  it('counts each row once, in its action and its bin', () => {
    fc.assert(
      fc.property(calls, (all) => {
        const rows = all.flatMap((answered) => answered.rows);
        const shadow = tallyOf(all).shadow('3.0.0');
        expect(shadow.get('requests')).toBe(all.length);
        expect(shadow.get('rows')).toBe(rows.length);
        expect(ACTIONS.map((action) => shadow.get(action)).reduce((sum, count) => sum + count)).toBe(rows.length);
        expect(shadow.scores.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
      }),
    );
  });

  it('knows where two versions agree', () => {
    const tally = new TrialTally();
    const decided = (...actions: JudgedRow['action'][]): JudgedRow[] => actions.map((action) => ({ score: 0, action }));
    tally.compared('1', decided('allow', 'block', 'review'), '2', decided('allow', 'review', 'review'));
    const { matrix } = { matrix: tally.matrix('1', '2') };
    expect(matrix).toEqual({
      allow: { allow: 1, review: 0, block: 0 },
      review: { allow: 0, review: 1, block: 0 },
      block: { allow: 0, review: 1, block: 0 },
    });
    expect(tally.matrix('2', '1').block.review).toBe(0);
  });

  it('leaves out what another release counted', () => {
    const tally = TrialTally.of([
      ['live:1.0.0:rows', 2],
      ['live:1.0.0:moons', 7],
      ['moon:1.0.0:rows', 7],
    ]);
    expect(tally.entries()).toEqual([['live:1.0.0:rows', 2]]);
  });
});

describe('latency bins', () => {
  it('give a quantile that is at most a fifth too high', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.02, max: 60_000, noNaN: true }), { minLength: 1 }), (durations) => {
        const tally = new TrialTally();
        for (const durationMs of durations) tally.live('1').answered(durationMs, []);
        const exact = [...durations].sort((a, b) => a - b)[Math.ceil(0.95 * durations.length) - 1] ?? 0;
        const found = (latencyQuantileMs(tally.live('1').latencies, 0.95) ?? 0) / exact;
        expect(found).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(found).toBeLessThan(1.2);
      }),
    );
  });

  it('take no time at all and endless time', () => {
    expect([latencyBin(0), latencyBin(Number.MAX_VALUE), scoreBin(0), scoreBin(1)]).toEqual([0, 95, 0, SCORE_BINS - 1]);
    expect(latencyQuantileMs(new TrialTally().live('1').latencies, 0.95)).toBeNull();
  });
});
