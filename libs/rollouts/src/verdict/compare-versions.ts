import { ACTIONS } from '@sluice/detection';
import type { Breach, Guard } from '../guard';
import type { ActionMatrix } from '../trial/trial-tally';
import type { VersionTally } from '../trial/version-tally';
import { breaches } from './breaches';
import { mcnemar, type McNemarTest } from './mcnemar';
import { populationStability, type PopulationStability } from './psi';

export type Verdict = 'promote' | 'keep_waiting' | 'reject';

/** Why a verdict is what it is: codes are stable. */
export const VERDICT_REASONS = {
  TOO_FEW_ROWS: 'Too few rows were seen to judge by',
  OUT_OF_BOUNDS: 'It left a bound: see breaches',
  SCORES_SHIFTED: 'Its scores are spread otherwise; look at rows that changed before it is promoted',
  ACTIONS_DIFFER: 'It flags other rows more often than by chance; look at rows that changed before it is promoted',
} as const;

export type VerdictReason = keyof typeof VERDICT_REASONS;

export interface Agreement {
  readonly rows: number;
  /** Share of the rows with the same action, 0 to 1; null without rows. */
  readonly rate: number | null;
  readonly matrix: ActionMatrix;
  /** On flagged (review or block) against allowed; first: the stable version. */
  readonly mcnemar: McNemarTest;
}

export interface Comparison extends PopulationStability {
  readonly agreement: Agreement | null;
  readonly breaches: readonly Breach[];
  readonly verdict: Verdict;
  readonly reasons: readonly VerdictReason[];
}

/** Rows on each side before a version may be promoted. */
const LEAST_ROWS = 1_000;
/** Conventional: under it two populations are alike. */
const ALIKE_PSI = 0.1;
const SIGNIFICANT = 0.05;
/** So small a part of the rows may well change, however significantly. */
const MINOR_SHARE = 0.01;

/** @param matrix of a version in the shadow, which sees the same rows; null for one that answers others */
export function compareVersions(
  stable: VersionTally,
  candidate: VersionTally,
  guard: Guard,
  matrix: ActionMatrix | null,
): Comparison {
  const scores = populationStability(stable.scores, candidate.scores);
  const agreement = matrix === null ? null : agreementOf(matrix);
  const broken = breaches(stable, candidate, guard);
  const reasons = reasonsFor(stable, candidate, scores, agreement, broken);
  return { ...scores, agreement, breaches: broken, verdict: verdictOf(reasons), reasons };
}

function verdictOf(reasons: readonly VerdictReason[]): Verdict {
  if (reasons.includes('OUT_OF_BOUNDS')) return 'reject';
  return reasons.length === 0 ? 'promote' : 'keep_waiting';
}

function reasonsFor(
  stable: VersionTally,
  candidate: VersionTally,
  { psi }: PopulationStability,
  agreement: Agreement | null,
  broken: readonly Breach[],
): VerdictReason[] {
  const found: readonly (readonly [VerdictReason, boolean])[] = [
    ['OUT_OF_BOUNDS', broken.length > 0],
    ['TOO_FEW_ROWS', Math.min(stable.get('rows'), candidate.get('rows')) < LEAST_ROWS],
    ['SCORES_SHIFTED', psi >= ALIKE_PSI],
    ['ACTIONS_DIFFER', agreement !== null && differs(agreement)],
  ];
  return found.filter(([, holds]) => holds).map(([reason]) => reason);
}

function differs({ rows, mcnemar: { only_first, only_second, p_value } }: Agreement): boolean {
  return p_value < SIGNIFICANT && only_first + only_second > rows * MINOR_SHARE;
}

function agreementOf(matrix: ActionMatrix): Agreement {
  const cells = ACTIONS.flatMap((a) => ACTIONS.map((b) => ({ a, b, count: matrix[a][b] })));
  const count = (isOf: (cell: (typeof cells)[number]) => boolean): number =>
    cells.filter(isOf).reduce((sum, cell) => sum + cell.count, 0);
  const rows = count(() => true);
  const onlyStable = count(({ a, b }) => a !== 'allow' && b === 'allow');
  const onlyCandidate = count(({ a, b }) => a === 'allow' && b !== 'allow');
  return {
    rows,
    rate: rows === 0 ? null : count(({ a, b }) => a === b) / rows,
    matrix,
    mcnemar: mcnemar(onlyStable, onlyCandidate),
  };
}
