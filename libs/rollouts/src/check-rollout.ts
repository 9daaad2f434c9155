import type { FieldError } from '@sluice/contracts';
import type { Rollout } from './rollout';
import { sharesOf } from './shares-of';

/** Weights may be thirds: what they may miss 100 by. */
const SUM_TOLERANCE = 0.01;

/** What is known of one version of the model. */
export interface VersionFacts {
  readonly version: string;
  /** Why it cannot serve; null: it can. */
  readonly problem: string | null;
}

/**
 * Everything that is wrong with a rollout; empty when it can be served.
 * @param versions all there are of the model
 * @param active version that serves while the rollout names none
 */
export function checkRollout(rollout: Rollout, versions: readonly VersionFacts[], active: string | null): FieldError[] {
  return [
    ...contradictions(rollout),
    ...sumErrors(rollout),
    ...shadowErrors(rollout, active),
    ...versionErrors(rollout, versions),
  ];
}

function contradictions({ pinned, weights, canary, stable }: Rollout): FieldError[] {
  const given = Object.entries({ pinned, weights, canary }).filter(([, value]) => value !== undefined);
  const second = given[1];
  if (second) return [invalid(`/${second[0]}`, 'CONFLICT', 'pinned, weights and canary exclude each other: send one')];
  if (stable === undefined) return [];
  if (!canary) return [invalid('/stable', 'CONFLICT', 'stands beside canary only')];
  return stable === canary.version ? [invalid('/stable', 'CONFLICT', 'must be another version than the canary')] : [];
}

function sumErrors({ weights }: Rollout): FieldError[] {
  if (!weights) return [];
  const sum = Object.values(weights).reduce((total, percent) => total + percent, 0);
  if (Math.abs(sum - 100) <= SUM_TOLERANCE) return [];
  return [invalid('/weights', 'WEIGHTS_SUM', 'must sum to 100 percent')];
}

/** A version that answers needs no shadow. */
function shadowErrors(rollout: Rollout, active: string | null): FieldError[] {
  const shares = sharesOf(rollout).map(({ version }) => version);
  const serving = shares.length > 0 ? shares : [active];
  return (rollout.shadow ?? []).flatMap((version, index) =>
    serving.includes(version)
      ? [invalid(`/shadow/${index}`, 'CONFLICT', 'answers already; a shadow only looks on')]
      : [],
  );
}

function versionErrors(rollout: Rollout, versions: readonly VersionFacts[]): FieldError[] {
  return namedVersions(rollout).flatMap(({ pointer, version }) => {
    const found = versions.find((facts) => facts.version === version);
    if (!found) return [invalid(pointer, 'UNKNOWN_VERSION', 'is no version of this model; GET /v1/models lists them')];
    return found.problem === null ? [] : [invalid(pointer, 'VERSION_UNAVAILABLE', `cannot serve: ${found.problem}`)];
  });
}

function namedVersions({ pinned, weights, canary, stable, shadow }: Rollout): { pointer: string; version: string }[] {
  return [
    ...(pinned === undefined ? [] : [{ pointer: '/pinned', version: pinned }]),
    ...Object.keys(weights ?? {}).map((version) => ({ pointer: `/weights/${version}`, version })),
    ...(canary ? [{ pointer: '/canary/version', version: canary.version }] : []),
    ...(stable === undefined ? [] : [{ pointer: '/stable', version: stable }]),
    ...(shadow ?? []).map((version, index) => ({ pointer: `/shadow/${index}`, version })),
  ];
}

function invalid(pointer: string, code: string, message: string): FieldError {
  return { pointer, code, message };
}
