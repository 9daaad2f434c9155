import type { S3Settings } from './s3/s3-settings';

/** What a process needs to know of its store. */
export interface StoreSettings {
  /** `file:///path` or `s3://bucket/prefix`. */
  readonly blobUrl: string;
  readonly s3: S3Settings;
  /** Absolute path of a folder of this machine: scratch files and copies of a store elsewhere lie there. */
  readonly dataDir: string;
}
