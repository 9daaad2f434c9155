import fc from 'fast-check';
import { checkRollout, type VersionFacts } from './check-rollout';
import { chooseShare } from './choose-share';
import type { Rollout } from './rollout';
import { sharesOf, stableOf } from './shares-of';

const KEYS = Array.from({ length: 10_000 }, (_, i) => `session-${i}`);
const canary = (percent: number): Rollout => ({ canary: { version: '2.0.0', percent }, stable: '1.0.0' });
const on = (rollout: Rollout, key: string): string => chooseShare('abuse', key, sharesOf(rollout));

describe('the choice of a version', () => {
  it('gives a canary no session that it would lose when its percent grows', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.string(), percent, percent, (key, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        return on(canary(less), key) === '1.0.0' || on(canary(more), key) === '2.0.0';
      }),
    );
  });

  it('sends nothing to a share of 0 and everything to one of 100', () => {
    fc.assert(fc.property(fc.string(), (key) => on(canary(0), key) === '1.0.0' && on(canary(100), key) === '2.0.0'));
  });

  it.each<[Rollout, Record<string, number>]>([
    [canary(5), { '2.0.0': 5, '1.0.0': 95 }],
    [{ weights: { a: 10, b: 20, c: 30, d: 25, e: 15 } }, { a: 10, b: 20, c: 30, d: 25, e: 15 }],
    [{ weights: { a: 33.33, b: 33.33, c: 33.34 } }, { a: 33.33, b: 33.33, c: 33.34 }],
    [{ pinned: '1.0.0' }, { '1.0.0': 100 }],
  ])('meets the shares of %j', (rollout, percents) => {
    const counts = new Map<string, number>();
    for (const key of KEYS) counts.set(on(rollout, key), (counts.get(on(rollout, key)) ?? 0) + 1);
    for (const [version, percent] of Object.entries(percents)) {
      // Four standard deviations of a share of 10,000.
      const slack = 4 * Math.sqrt((percent * (100 - percent)) / KEYS.length) + 0.01;
      expect(Math.abs(((counts.get(version) ?? 0) / KEYS.length) * 100 - percent)).toBeLessThan(slack);
    }
  });

  it('deals out the sessions of two models independently', () => {
    const both = KEYS.filter((key) => on(canary(50), key) === chooseShare('fraud', key, sharesOf(canary(50))));
    expect(Math.abs(both.length / KEYS.length - 0.5)).toBeLessThan(0.03);
  });

  it('names the version that does not choose by session', () => {
    expect(stableOf(canary(90))).toBe('1.0.0');
    expect(stableOf({ weights: { a: 20, b: 80 } })).toBe('b');
    expect(stableOf({ pinned: 'c' })).toBe('c');
    expect(stableOf({})).toBeNull();
  });
});

describe('checkRollout', () => {
  const versions: VersionFacts[] = [
    { version: '1.0.0', problem: null },
    { version: '2.0.0', problem: null },
    { version: '3.0.0', problem: 'model.onnx cannot be read' },
  ];

  it.each<Rollout>([
    {},
    { pinned: '1.0.0' },
    { weights: { '1.0.0': 40, '2.0.0': 60 } },
    { weights: { '1.0.0': 100 } },
    canary(5),
    { shadow: ['2.0.0'] },
    { pinned: '2.0.0', shadow: ['1.0.0'] },
  ])('takes %j', (rollout) => {
    expect(checkRollout(rollout, versions, '1.0.0')).toEqual([]);
  });

  it.each<[Rollout, string, string]>([
    [{ pinned: '9.9.9' }, '/pinned', 'UNKNOWN_VERSION'],
    [{ pinned: '3.0.0' }, '/pinned', 'VERSION_UNAVAILABLE'],
    [{ weights: { '1.0.0': 40, '2.0.0': 50 } }, '/weights', 'WEIGHTS_SUM'],
    [{ weights: {} }, '/weights', 'WEIGHTS_SUM'],
    [{ weights: { '1.0.0': 50, '3.0.0': 50 } }, '/weights/3.0.0', 'VERSION_UNAVAILABLE'],
    [{ ...canary(5), stable: '2.0.0' }, '/stable', 'CONFLICT'],
    [{ pinned: '1.0.0', stable: '1.0.0' }, '/stable', 'CONFLICT'],
    [{ pinned: '1.0.0', ...canary(5) }, '/canary', 'CONFLICT'],
    [{ canary: { version: '9.9.9', percent: 5 }, stable: '1.0.0' }, '/canary/version', 'UNKNOWN_VERSION'],
    [{ shadow: ['1.0.0'] }, '/shadow/0', 'CONFLICT'],
    [{ ...canary(5), shadow: ['2.0.0'] }, '/shadow/0', 'CONFLICT'],
    [{ shadow: ['2.0.0', '3.0.0'] }, '/shadow/1', 'VERSION_UNAVAILABLE'],
  ])('refuses %j at %s', (rollout, pointer, code) => {
    expect(checkRollout(rollout, versions, '1.0.0')).toContainEqual(expect.objectContaining({ pointer, code }));
  });
});
