import type { Digest, ModelManifest } from '@sluice/contracts';

export type ModelState = 'READY' | 'LOADING' | 'UNAVAILABLE';

/** What is known of one version found in the models folder. */
export interface ModelStatus {
  readonly name: string;
  readonly version: string;
  readonly state: ModelState;
  /** Why the version is UNAVAILABLE; null in the other states. */
  readonly reason: string | null;
  /** Whether requests that name no version get this one. */
  readonly active: boolean;
  /** null until the manifest has been read and found valid. */
  readonly manifest: ModelManifest | null;
  readonly digest: Digest | null;
}
