import type { Breach, Guard } from '../guard';
import { latencyQuantileMs } from '../trial/histogram-bins';
import type { VersionTally } from '../trial/version-tally';
import { populationStability } from './psi';

/** Under this a doubled latency is nobody's trouble. */
const LEAST_SLOWER_MS = 1;

/** Bounds that a version left, compared with what the stable one did in the same time. Empty also while there is too little to judge by. */
export function breaches(stable: VersionTally, candidate: VersionTally, guard: Guard): Breach[] {
  const enough = candidate.get('requests') >= guard.min_requests;
  return [
    errorBreach(stable, candidate, guard),
    ...(enough ? [latencyBreach(stable, candidate, guard), scoreBreach(stable, candidate, guard)] : []),
  ].filter((breach) => breach !== null);
}

/** Failures over requests; 0 when there are none. */
export function errorRate(tally: VersionTally): number {
  return tally.get('failed') / Math.max(1, tally.get('requests'));
}

/** Counts a young version as if all that is missing to `min_requests` went well: one that fails badly need not fail so often. */
function errorBreach(
  stable: VersionTally,
  candidate: VersionTally,
  { error_rate, min_requests }: Guard,
): Breach | null {
  if (error_rate === null) return null;
  const bound = Math.min(1, errorRate(stable) + error_rate);
  const least = candidate.get('failed') / Math.max(min_requests, candidate.get('requests'));
  if (least <= bound) return null;
  return { metric: 'error_rate', stable: errorRate(stable), candidate: errorRate(candidate), bound };
}

function latencyBreach(stable: VersionTally, candidate: VersionTally, { p95_ratio }: Guard): Breach | null {
  const [before, after] = [latencyQuantileMs(stable.latencies, 0.95), latencyQuantileMs(candidate.latencies, 0.95)];
  if (p95_ratio === null || before === null || after === null) return null;
  const bound = Math.max(before * p95_ratio, before + LEAST_SLOWER_MS);
  return after > bound ? { metric: 'p95_ms', stable: before, candidate: after, bound } : null;
}

function scoreBreach(stable: VersionTally, candidate: VersionTally, { psi: most }: Guard): Breach | null {
  if (most === null) return null;
  const { psi, noise } = populationStability(stable.scores, candidate.scores);
  const bound = Math.max(most, noise);
  return psi > bound ? { metric: 'psi', stable: null, candidate: psi, bound } : null;
}
