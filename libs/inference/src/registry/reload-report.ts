/** One version that a reload found changed. */
export interface VersionChange {
  readonly name: string;
  readonly version: string;
  /** `failed`: a version that is new, changed or was unavailable cannot be loaded; what served before still does. */
  readonly change: 'added' | 'replaced' | 'retired' | 'failed';
  /** Why it failed; null otherwise. */
  readonly reason: string | null;
}

/** What a reload changed; empty when the models folder holds what is loaded already. */
export type ReloadReport = readonly VersionChange[];
