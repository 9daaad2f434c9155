/** Bounds that a canary must keep, compared with the stable version over the same time. null: this one is not watched. */
export interface Guard {
  /** Requests of the canary before it is judged. One whose failures already exceed the bound of that many is judged at once. */
  readonly min_requests: number;
  /** How much larger its share of failed requests may be, 0 to 1. */
  readonly error_rate: number | null;
  /** How many times longer its 95th percentile of latency may be. */
  readonly p95_ratio: number | null;
  /** How far its scores may be spread otherwise: population stability index. */
  readonly psi: number | null;
}

export const DEFAULT_GUARD: Guard = { min_requests: 200, error_rate: 0.02, p95_ratio: 2, psi: 0.25 };

/** One bound that a version left. */
export interface Breach {
  readonly metric: 'error_rate' | 'p95_ms' | 'psi';
  readonly stable: number | null;
  readonly candidate: number;
  /** What `candidate` may be at most. */
  readonly bound: number;
}
