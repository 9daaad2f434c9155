import type { ModelRef } from '@sluice/contracts';
import type { Breach, Guard } from './guard';

export interface RolloutCanary {
  readonly version: string;
  /** Of the sessions, 0 to 100; the rest stay with the stable version. */
  readonly percent: number;
  /** Members that are absent are those of DEFAULT_GUARD. */
  readonly guard?: Partial<Guard>;
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
  /** Versions that score the same requests after they are answered, and never answer. */
  readonly shadow?: readonly string[];
}

/** Why a canary was taken back without anybody asking. */
export interface Rollback {
  /** Revision that was taken back. */
  readonly revision: number;
  readonly version: string;
  readonly breaches: readonly Breach[];
}

/** One revision of a rollout as the object store keeps it: immutable, numbered from 1. */
export interface RolloutRecord {
  readonly revision: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rollout: Rollout;
  /** Exactly these versions serve or shadow: a process whose folder holds other files under their numbers does not follow. */
  readonly versions: readonly ModelRef[];
  /** Of a revision that nobody asked for. */
  readonly rollback?: Rollback;
}
