import type { Rollout } from './rollout';

/** What one version gets of the traffic of its model. */
export interface Share {
  readonly version: string;
  /** 0 to 100. */
  readonly percent: number;
}

/**
 * The versions of a rollout and their shares, in the order in which the line of all sessions is dealt out; empty: the newest good version has
 * all. A canary comes first, so that a growing percent only adds sessions to it.
 */
export function sharesOf({ pinned, weights, canary, stable }: Rollout): Share[] {
  if (pinned !== undefined) return [{ version: pinned, percent: 100 }];
  if (weights) return Object.entries(weights).map(([version, percent]) => ({ version, percent }));
  if (!canary || stable === undefined) return [];
  return [
    { version: canary.version, percent: canary.percent },
    { version: stable, percent: 100 - canary.percent },
  ];
}

/** All versions that must be loaded to follow a rollout, each once. */
export function versionsOf(rollout: Rollout): string[] {
  return [...new Set([...sharesOf(rollout).map(({ version }) => version), ...(rollout.shadow ?? [])])];
}

/** The version of the largest share: what does not choose by session (batches, /v2, verdicts on sessions) uses it. */
export function stableOf(rollout: Rollout): string | null {
  if (rollout.stable !== undefined) return rollout.stable;
  const shares = sharesOf(rollout);
  return (
    shares.reduce<Share | null>((most, share) => (most && most.percent >= share.percent ? most : share), null)
      ?.version ?? null
  );
}
