import type { S3Settings } from '../s3/s3-settings';
import type { FileSource } from './file-source';

/** @param address `s3://bucket/prefix`; an empty prefix is the whole bucket */
export async function openSource(address: string, settings: S3Settings): Promise<FileSource> {
  // Loaded only where it is used, as the store is.
  const { S3Source } = await import('../s3/s3-source.js');
  return new S3Source(address, settings);
}
