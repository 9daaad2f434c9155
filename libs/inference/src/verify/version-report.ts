import type { Digest } from '@sluice/contracts';

/** What verifying one version found. */
export interface VersionReport {
  readonly name: string;
  readonly version: string;
  /** Why the version cannot be used; null when it can. */
  readonly reason: string | null;
  /** Of manifest.json; null when that could not be read. */
  readonly digest: Digest | null;
  readonly goldenRows: number;
  /** How many tensor-batch sizes gave the golden rows the same bits; 0 for a cascade, which has no tensor batches of its own. */
  readonly tensorBatchSizes: number;
}
