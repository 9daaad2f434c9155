import {
  DEFAULT_GUARD,
  sharesOf,
  type Rollback,
  type Rollout,
  type RolloutCanary,
  type RolloutRecord,
  type Share,
} from '@sluice/rollouts';

/** The answer of GET and PUT /models/{name}/rollout. */
export interface RolloutView {
  readonly name: string;
  /** 0: none was ever set. */
  readonly revision: number;
  readonly mode: 'newest' | 'pinned' | 'weights' | 'canary';
  /** Version that serves batches, /v2 and whatever else names none; null: none can serve. */
  readonly stable: string | null;
  readonly shares: readonly Share[];
  /** With all of its guard. */
  readonly canary: RolloutCanary | null;
  readonly shadow: readonly string[];
  readonly updated_at: string | null;
  /** Whether the process that answers serves this revision already. */
  readonly followed: boolean;
  /** Newest first. */
  readonly history: readonly {
    readonly revision: number;
    readonly at: string;
    readonly rollout: Rollout;
    readonly rollback: Rollback | null;
  }[];
}

/** @param history newest first @param active version that this process serves @param followed revision that it serves */
export function rolloutView(
  name: string,
  history: readonly RolloutRecord[],
  active: string | null,
  followed: number,
): RolloutView {
  const [newest] = history;
  const { revision = 0, rollout = {}, at } = newest ?? {};
  const shares = sharesOf(rollout);
  return {
    name,
    revision,
    mode: modeOf(rollout),
    stable: active,
    shares: shares.length > 0 || active === null ? shares : [{ version: active, percent: 100 }],
    canary: rollout.canary ? { ...rollout.canary, guard: { ...DEFAULT_GUARD, ...rollout.canary.guard } } : null,
    shadow: rollout.shadow ?? [],
    updated_at: at === undefined ? null : isoTime(at),
    followed: followed === revision,
    history: history.map((record) => ({
      revision: record.revision,
      at: isoTime(record.at),
      rollout: record.rollout,
      rollback: record.rollback ?? null,
    })),
  };
}

function modeOf({ pinned, weights, canary }: Rollout): RolloutView['mode'] {
  if (pinned !== undefined) return 'pinned';
  if (weights) return 'weights';
  return canary ? 'canary' : 'newest';
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
