import type { ProbeResult } from './health-probe';
import type { Traffic } from './traffic';

/** The answer of /health: one summary for people. A probe that no module added is null. */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'unavailable' | 'draining';
  readonly model: ProbeResult | null;
  readonly redis: ProbeResult | null;
  readonly store: ProbeResult | null;
  /** Since the process started. */
  readonly uptime_seconds: number;
  readonly counts: Pick<Traffic, 'requests' | 'errors'>;
  /** Mean over all requests; null before the first. */
  readonly average_latency_ms: number | null;
}

/** The answer of /health/ready with 200. */
export interface Readiness {
  readonly status: 'ready';
  /** What is down, although requests are served. */
  readonly degraded: readonly string[];
}
