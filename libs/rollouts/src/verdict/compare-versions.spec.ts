import fc from 'fast-check';
import { DEFAULT_GUARD } from '../guard';
import { TrialTally } from '../trial/trial-tally';
import type { VersionTally } from '../trial/version-tally';
import { breaches } from './breaches';
import { compareVersions } from './compare-versions';
import { mcnemar } from './mcnemar';
import { populationStability } from './psi';

interface Behaviour {
  readonly requests: number;
  readonly failed?: number;
  readonly durationMs?: number;
  readonly shift?: number;
}

/** Scores spread evenly over [0, 1), shifted. */
function versionThat({ requests, failed = 0, durationMs = 2, shift = 0 }: Behaviour): VersionTally {
  const tally = new TrialTally().live('1');
  for (let i = 0; i < failed; i++) tally.failed();
  for (let i = 0; i < requests - failed; i++) {
    const score = Math.min(1, ((i * 0.618034) % 1) + shift);
    tally.answered(durationMs, [{ score, action: score >= 0.5 ? 'review' : 'allow' }]);
  }
  return tally;
}

/** Park and Miller's generator, so that every run sees the same numbers. */
function* randomNumbers(): Generator<number, number> {
  for (let state = 1; ; state = (state * 48_271) % 2_147_483_647) yield state / 2_147_483_647;
}

const stable = versionThat({ requests: 5_000 });

describe('mcnemar', () => {
  it.each([
    [3, 12, 'exact', 0.03515625],
    [0, 0, 'exact', 1],
    [5, 5, 'exact', 1],
    [40, 60, 'chi_squared', 0.0574331],
    [500, 500, 'chi_squared', 1],
  ])('of %i and %i: %s, p = %f', (first, second, method, p) => {
    expect(mcnemar(first, second).method).toBe(method);
    expect(mcnemar(first, second).p_value).toBeCloseTo(p, 6);
    expect(mcnemar(second, first).p_value).toBe(mcnemar(first, second).p_value);
  });
});

describe('populationStability', () => {
  it('is 0 for the same spread and never below', () => {
    const bins = fc.array(fc.nat(50), { minLength: 100, maxLength: 100 });
    fc.assert(
      fc.property(bins, bins, (a, b) => {
        const [one, other] = [Float64Array.from(a), Float64Array.from(b)];
        expect(populationStability(one, one).psi).toBeCloseTo(0, 12);
        expect(populationStability(one, other).psi).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('of two samples of the same population exceeds its noise about once in a thousand times', () => {
    const random = randomNumbers();
    const sample = (size: number): Float64Array => {
      const bins = new Float64Array(100);
      for (let i = 0; i < size; i++) {
        const bin = Math.floor(random.next().value ** 2 * 100);
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
      return bins;
    };
    const exceeded = Array.from({ length: 1_000 }, () => populationStability(sample(1_000), sample(200))).filter(
      ({ psi, noise }) => psi > noise,
    );
    expect(exceeded.length).toBeLessThan(8);
  });
});

describe('breaches', () => {
  const of = (behaviour: Behaviour, guard = {}): string[] =>
    breaches(stable, versionThat(behaviour), { ...DEFAULT_GUARD, ...guard }).map(({ metric }) => metric);

  it.each<[Behaviour, object, string[]]>([
    [{ requests: 500 }, {}, []],
    [{ requests: 500, failed: 10 }, {}, []],
    [{ requests: 500, failed: 11 }, {}, ['error_rate']],
    [{ requests: 4, failed: 4 }, {}, []],
    [{ requests: 5, failed: 5 }, {}, ['error_rate']],
    [{ requests: 500, failed: 500 }, { error_rate: null }, []],
    [{ requests: 500, durationMs: 5 }, {}, ['p95_ms']],
    [{ requests: 199, durationMs: 500 }, {}, []],
    [{ requests: 500, durationMs: 5 }, { p95_ratio: null }, []],
    [{ requests: 500, shift: 0.3 }, {}, ['psi']],
    [{ requests: 500, shift: 0.3 }, { psi: null }, []],
    [{ requests: 500, failed: 100, durationMs: 90, shift: 0.5 }, {}, ['error_rate', 'p95_ms', 'psi']],
  ])('of a version with %j and the guard %j: %j', (behaviour, guard, expected) => {
    expect(of(behaviour, guard)).toEqual(expected);
  });

  it('takes no doubling of next to nothing for slow', () => {
    const quick = versionThat({ requests: 500, durationMs: 0.1 });
    expect(breaches(quick, versionThat({ requests: 500, durationMs: 0.5 }), DEFAULT_GUARD)).toEqual([]);
  });
});

describe('compareVersions', () => {
  const verdict = (behaviour: Behaviour): unknown => {
    const compared = compareVersions(stable, versionThat(behaviour), DEFAULT_GUARD, null);
    return [compared.verdict, ...compared.reasons];
  };

  it('promotes what is alike, rejects what left its bounds, and waits otherwise', () => {
    expect(verdict({ requests: 2_000 })).toEqual(['promote']);
    expect(verdict({ requests: 900 })).toEqual(['keep_waiting', 'TOO_FEW_ROWS']);
    expect(verdict({ requests: 2_000, shift: 0.07 })).toEqual(['keep_waiting', 'SCORES_SHIFTED']);
    expect(verdict({ requests: 2_000, shift: 0.3 })).toEqual(['reject', 'OUT_OF_BOUNDS', 'SCORES_SHIFTED']);
    expect(verdict({ requests: 50, failed: 50 })).toEqual(['reject', 'OUT_OF_BOUNDS', 'TOO_FEW_ROWS']);
  });

  it.each([
    [{ onlyStable: 30, onlyShadow: 90 }, 'keep_waiting', ['ACTIONS_DIFFER']],
    [{ onlyStable: 60, onlyShadow: 60 }, 'promote', []],
    [{ onlyStable: 0, onlyShadow: 15 }, 'promote', []],
  ])('of the same rows, %j: %s', ({ onlyStable, onlyShadow }, expected, reasons) => {
    const rest = 2_000 - onlyStable - onlyShadow;
    const matrix = {
      allow: { allow: rest, review: onlyShadow, block: 0 },
      review: { allow: onlyStable, review: 0, block: 0 },
      block: { allow: 0, review: 0, block: 0 },
    };
    const compared = compareVersions(stable, versionThat({ requests: 2_000 }), DEFAULT_GUARD, matrix);
    expect([compared.verdict, compared.reasons]).toEqual([expected, reasons]);
    expect(compared.agreement).toMatchObject({ rows: 2_000, rate: rest / 2_000 });
  });
});
