export interface ProbeResult {
  readonly ok: boolean;
  /** For people: a version, a reason. Never a secret or an address with a password. */
  readonly detail?: string;
}

/** Tells how one thing the gateway uses is doing. */
export interface HealthProbe {
  /** `model`, `redis`, `store`: a member of /health. */
  readonly name: string;
  /** Whether predict cannot be served without it: only then does a failure make the gateway unready. */
  readonly critical: boolean;
  /** May be slow or throw: it is cut off and counts as failed. */
  check(): Promise<ProbeResult>;
}
