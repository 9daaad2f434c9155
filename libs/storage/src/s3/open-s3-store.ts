import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SluiceError } from '@sluice/contracts';
import { ScratchFolder } from '../local/scratch-folder';
import type { ObjectStore } from '../object-store';
import type { StoreSettings } from '../store-settings';
import { UnfitStoreError } from '../unfit-store-error';
import { ObjectCache } from './object-cache';
import { S3Bucket } from './s3-bucket';
import { s3Client } from './s3-client';
import { needsPerson, reasonOf } from './s3-failure';
import { S3Store } from './s3-store';

const PROBE = 'store-probe';
/** A scratch file as old as this was left behind by a process that died. */
const STALE_SCRATCH_MS = 24 * 3_600_000;

/**
 * Opens the store of an `s3://bucket/prefix` address. Scratch files and copies lie in DATA_DIR, apart for each address.
 * @throws UnfitStoreError when a person has to change something
 */
export async function openS3Store({ blobUrl, s3, dataDir }: StoreSettings): Promise<ObjectStore> {
  const { hostname, pathname } = new URL(blobUrl);
  const prefix = pathname.replace(/^\/+|\/+$/g, '');
  const place = createHash('sha256')
    .update(`${s3.endpoint ?? ''}\n${hostname}\n${prefix}`)
    .digest('hex')
    .slice(0, 16);
  const folder = join(dataDir, 's3', place);
  const client = s3Client(s3);
  await client.config.region().catch((cause: unknown) => {
    throw new UnfitStoreError('Set S3_REGION: neither AWS_REGION nor an AWS profile names a region.', { cause });
  });
  const bucket = new S3Bucket(client, hostname, prefix === '' ? '' : `${prefix}/`);
  const cache = new ObjectCache(join(folder, 'cache'), s3.cacheBytes);
  const store = new S3Store(bucket, new ScratchFolder(join(folder, 'scratch')), cache);
  await requireExclusivePuts(store);
  await store.sweepScratch(STALE_SCRATCH_MS);
  return store;
}

/** A server that knows no `If-None-Match` takes both puts, and would take two commits of a chunk as well. */
async function requireExclusivePuts(store: ObjectStore): Promise<void> {
  try {
    await store.putIfAbsent(PROBE, '');
    if (!(await store.putIfAbsent(PROBE, ''))) return;
  } catch (error) {
    if (!(error instanceof SluiceError) || !needsPerson(error)) throw error;
    const reason = reasonOf(error.cause) ?? 'it refused a put';
    throw new UnfitStoreError(`BLOB_URL cannot be used: ${reason}. What S3 needs: docs/storage.md.`, { cause: error });
  }
  throw new UnfitStoreError(
    'The S3 server overwrites objects although it is told not to (If-None-Match: *), so batches could be counted twice. ' +
      'Use a server that supports conditional writes, or a folder: see docs/storage.md.',
  );
}
