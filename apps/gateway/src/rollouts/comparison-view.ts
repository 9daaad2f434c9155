import type { Action } from '@sluice/detection';
import {
  compareVersions,
  DEFAULT_GUARD,
  errorRate,
  latencyQuantileMs,
  sharesOf,
  stableOf,
  type Comparison,
  type Rollout,
  type TrialCounts,
  type TrialTally,
  type VersionTally,
} from '@sluice/rollouts';

export type VersionRole = 'stable' | 'canary' | 'share' | 'shadow';

/** What one version did in a rollout. */
export interface VersionStatistics {
  readonly version: string;
  readonly role: VersionRole;
  readonly requests: number;
  readonly failed: number;
  /** 0 to 1. */
  readonly error_rate: number;
  /** Requests that a shadow was too busy for. */
  readonly dropped: number;
  readonly rows: number;
  readonly actions: Readonly<Record<Action, number>>;
  /** Upper edges of histogram bins, each a fifth wide; null without requests. */
  readonly latency_ms: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
}

export interface VersionComparison extends Omit<Comparison, 'noise'> {
  readonly candidate: string;
  readonly role: VersionRole;
  readonly stable: string;
  /** null: no rows on one side. */
  readonly noise: number | null;
}

/** The answer of GET /models/{name}/comparison. */
export interface ComparisonView {
  readonly name: string;
  readonly revision: number;
  /** null: nothing was counted. */
  readonly since: string | null;
  /** Only what the process that answers counted: Redis is away. */
  readonly degraded: boolean;
  readonly versions: readonly VersionStatistics[];
  readonly comparisons: readonly VersionComparison[];
}

interface Part {
  readonly version: string;
  readonly role: VersionRole;
}

/** @param active version that serves while the rollout names none */
export function comparisonView(
  name: string,
  revision: number,
  rollout: Rollout,
  active: string | null,
  { tally, since, isPartial }: TrialCounts & { readonly isPartial: boolean },
): ComparisonView {
  const stable = stableOf(rollout) ?? active;
  const parts = partsOf(rollout, stable);
  return {
    ...{ name, revision, since: since === null ? null : new Date(since).toISOString(), degraded: isPartial },
    versions: parts.map((part) => statisticsOf(part, tallyOf(tally, part))),
    comparisons: parts
      .filter(({ role }) => role !== 'stable')
      .map((part) => compare(part, stable ?? part.version, rollout, tally)),
  };
}

function partsOf(rollout: Rollout, stable: string | null): Part[] {
  const others = sharesOf(rollout).filter(({ version }) => version !== stable);
  const role = rollout.canary ? 'canary' : 'share';
  return [
    ...(stable === null ? [] : [{ version: stable, role: 'stable' as const }]),
    ...others.map(({ version }) => ({ version, role }) as const),
    ...(rollout.shadow ?? []).map((version) => ({ version, role: 'shadow' as const })),
  ];
}

function tallyOf(tally: TrialTally, { version, role }: Part): VersionTally {
  return role === 'shadow' ? tally.shadow(version) : tally.live(version);
}

function statisticsOf({ version, role }: Part, tally: VersionTally): VersionStatistics {
  const latency = (quantile: number): number | null => {
    const edgeMs = latencyQuantileMs(tally.latencies, quantile);
    return edgeMs === null ? null : rounded(edgeMs);
  };
  return {
    version,
    role,
    requests: tally.get('requests'),
    failed: tally.get('failed'),
    error_rate: rounded(errorRate(tally)),
    dropped: tally.get('dropped'),
    rows: tally.get('rows'),
    actions: { allow: tally.get('allow'), review: tally.get('review'), block: tally.get('block') },
    latency_ms: { p50: latency(0.5), p95: latency(0.95), p99: latency(0.99) },
  };
}

function compare(part: Part, stable: string, { canary }: Rollout, tally: TrialTally): VersionComparison {
  const { version: candidate, role } = part;
  const guard = { ...DEFAULT_GUARD, ...(role === 'canary' ? canary?.guard : {}) };
  const matrix = role === 'shadow' ? tally.matrix(stable, candidate) : null;
  const compared = compareVersions(tally.live(stable), tallyOf(tally, part), guard, matrix);
  const { psi, noise } = compared;
  return {
    ...{ candidate, role, stable, ...compared },
    psi: rounded(psi),
    noise: Number.isFinite(noise) ? rounded(noise) : null,
  };
}

/** To 4 decimals. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
