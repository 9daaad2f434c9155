import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { checkedKey } from '../object-key';
import type { ByteRange } from '../object-store';
import { storeUnavailable } from '../store-failure';
import { statusOf, translateS3 } from './s3-failure';

/** Key under which an object remembers the put that made it. */
export const WRITER = 'writer';
/** What servers answer that do not know DeleteObjects, or not in the form of the SDK. */
const UNSUPPORTED = new Set([400, 405, 411, 501]);
const DELETES_IN_FLIGHT = 8;

export interface ObjectHead {
  readonly bytes: number;
  readonly etag: string;
  /** Undefined when somebody else made the object. */
  readonly writer: string | undefined;
}

interface OpenOptions {
  readonly etag?: string;
  readonly range?: ByteRange | undefined;
}

/** The requests about one prefix of a bucket. Keys are those of the store, without the prefix. */
export class S3Bucket {
  /** @param prefix empty, or with a slash at its end */
  constructor(
    readonly client: S3Client,
    private readonly name: string,
    private readonly prefix: string,
  ) {}

  address(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.name, Key: this.prefix + checkedKey(key) };
  }

  /** null when there is no such object. */
  head(key: string): Promise<ObjectHead | null> {
    return translateS3(async () => {
      const found = await absentAsNull(this.client.send(new HeadObjectCommand(this.address(key))));
      if (found === null) return null;
      return { bytes: found.ContentLength ?? 0, etag: found.ETag ?? '', writer: found.Metadata?.[WRITER] };
    });
  }

  /**
   * The bytes of an object, to be read without long pauses; null when there is no such object.
   * @param only.etag of the object that is meant; an other one under its key is refused
   * @param only.range must begin within the object
   */
  open(key: string, { etag, range }: OpenOptions = {}): Promise<Readable | null> {
    return translateS3(async () => {
      const command = new GetObjectCommand({
        ...this.address(key),
        ...(etag ? { IfMatch: etag } : {}),
        ...(range === undefined ? {} : { Range: `bytes=${range.first}-${range.last}` }),
      });
      const found = await absentAsNull(this.client.send(command));
      if (found === null) return null;
      if (found.Body instanceof Readable) return found.Body;
      throw storeUnavailable('it answered without a body');
    });
  }

  /** Pages of what lies under a prefix; with `'/'`, deeper prefixes are answered instead of their keys. */
  async *pages(under: string, delimiter?: '/'): AsyncIterable<ListObjectsV2CommandOutput> {
    const page = { Bucket: this.name, Prefix: this.fullPrefix(under), Delimiter: delimiter };
    yield* paginateListObjectsV2({ client: this.client }, page);
  }

  /** What lies under `under` in full: bucket keys start with it. */
  fullPrefix(under: string): string {
    return `${this.prefix}${checkedKey(under)}/`;
  }

  delete(key: string): Promise<void> {
    return this.deleteFull(this.address(key).Key);
  }

  /** @param fullKeys at most 1,000, as one page lists them: with the prefix */
  async deleteMany(fullKeys: readonly string[]): Promise<void> {
    const request = { Bucket: this.name, Delete: { Quiet: true, Objects: fullKeys.map((Key) => ({ Key })) } };
    const failed = await translateS3(async () => {
      try {
        return (await this.client.send(new DeleteObjectsCommand(request))).Errors ?? [];
      } catch (error) {
        if (UNSUPPORTED.has(statusOf(error) ?? 0)) return fullKeys.map((Key) => ({ Key }));
        throw error;
      }
    });
    // One by one: where many at once are not supported, and for an error that says what is wrong.
    const left = failed.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
    while (left.length > 0) await Promise.all(left.splice(0, DELETES_IN_FLIGHT).map((key) => this.deleteFull(key)));
  }

  private async deleteFull(fullKey: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.name, Key: fullKey });
    await translateS3(() => absentAsNull(this.client.send(command)));
  }
}

/** Only an object may be absent: without its bucket, the whole store is. (The answer to HEAD has no body, and so no name that tells.) */
async function absentAsNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (statusOf(error) === 404 && error instanceof Error && error.name !== 'NoSuchBucket') return null;
    throw error;
  }
}
