import type { ModelRef } from '@sluice/contracts';

export interface RolloutCanary {
  readonly version: string;
  /** Of the sessions, 0 to 100; the rest stay with the stable version. */
  readonly percent: number;
}

/** Which versions of a model serve, and how much of the traffic each gets. Without any member: the newest good version. */
export interface Rollout {
  /** This version alone. */
  readonly pinned?: string;
  /** Percent by version; they sum to 100. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly canary?: RolloutCanary;
  /** Beside a canary: the version that serves the rest. */
  readonly stable?: string;
}

/** One revision of a rollout as the object store keeps it: immutable, numbered from 1. */
export interface RolloutRecord {
  readonly revision: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rollout: Rollout;
  /** Exactly these versions serve: a process whose folder holds other files under their numbers does not follow. */
  readonly versions: readonly ModelRef[];
}
