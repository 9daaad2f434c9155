import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { Upload as PartedUpload } from '@aws-sdk/lib-storage';
import { SluiceError } from '@sluice/contracts';
import type { ScratchFolder } from '../local/scratch-folder';
import { checkedKey, isSegment } from '../object-key';
import { STORE_IDENTITY, type ByteRange, type ObjectStore, type Upload } from '../object-store';
import { missingObject } from '../store-failure';
import type { ObjectCache } from './object-cache';
import { putOnce, type OnceParams } from './put-once';
import type { S3Bucket } from './s3-bucket';
import { translateS3 } from './s3-failure';

/** Larger files go in parts of this size, each in memory while it is sent; S3 takes at most 10,000 of them. */
const PART_BYTES = 16 * 2 ** 20;
const MAX_PARTS = 10_000;
const PARTS_IN_FLIGHT = 3;
const READ_ATTEMPTS = 3;

/** Object store in a bucket. `If-None-Match: *` lets one writer of a key win; S3 shows an object when it is complete, and it is durable then. */
export class S3Store implements ObjectStore {
  constructor(
    private readonly bucket: S3Bucket,
    private readonly scratch: ScratchFolder,
    private readonly cache: ObjectCache,
  ) {}

  putIfAbsent(key: string, bytes: Uint8Array | string): Promise<boolean> {
    const Body = Buffer.from(bytes);
    const { client } = this.bucket;
    // Said for the sake of no bytes at all, whose length the SDK does not see.
    const put = { Body, ContentLength: Body.length };
    return putOnce(this.bucket, key, (once) => client.send(new PutObjectCommand({ ...once, ...put })));
  }

  async upload(key: string): Promise<Upload> {
    checkedKey(key);
    return this.scratch.upload((path) => this.putFile(key, path));
  }

  async putFile(key: string, localPath: string): Promise<boolean> {
    try {
      const { size } = await translateS3(() => stat(localPath));
      const partSize = Math.max(PART_BYTES, Math.ceil(size / MAX_PARTS));
      return await putOnce(this.bucket, key, (once) => this.sendFile(localPath, once, partSize));
    } finally {
      await rm(localPath, { force: true });
    }
  }

  get(key: string): Promise<Buffer | null> {
    return readAgain(async () => {
      const bytes = await this.bucket.open(key);
      return bytes === null ? null : buffer(bytes);
    });
  }

  async size(key: string): Promise<number | null> {
    return (await this.bucket.head(key))?.bytes ?? null;
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const bytes = await this.bucket.open(key, { range });
    if (bytes === null) throw missingObject();
    return bytes;
  }

  list(prefix: string): Promise<string[]> {
    return translateS3(async () => {
      const [names, start] = [new Set<string>(), this.bucket.fullPrefix(prefix).length];
      for await (const { Contents = [], CommonPrefixes = [] } of this.bucket.pages(prefix, '/')) {
        for (const { Key = '' } of Contents) names.add(Key.slice(start));
        for (const { Prefix = '' } of CommonPrefixes) names.add(Prefix.slice(start, -1));
      }
      return [...names].filter(isSegment).sort();
    });
  }

  delete(key: string): Promise<void> {
    return this.bucket.delete(key);
  }

  deletePrefix(prefix: string): Promise<void> {
    return translateS3(async () => {
      for await (const { Contents = [] } of this.bucket.pages(prefix)) {
        const keys = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
        if (keys.length > 0) await this.bucket.deleteMany(keys);
      }
    });
  }

  async localPath(key: string): Promise<string> {
    const head = await this.bucket.head(key);
    if (head === null) throw missingObject();
    // The ETag is in the name because what an operator has deleted by hand may be made again with other bytes.
    const name = createHash('sha256').update(`${key}\n${head.etag}`).digest('hex');
    return this.cache.path(name, (path) => this.download(key, head.etag, path));
  }

  scratchPath(): Promise<string> {
    return this.scratch.newPath();
  }

  readScratch(path: string): Readable {
    return this.scratch.read(path);
  }

  async sweepScratch(olderThanMs: number): Promise<void> {
    await this.scratch.sweep(olderThanMs);
    await this.cache.sweep();
  }

  async identity(): Promise<string> {
    const known = await this.get(STORE_IDENTITY);
    if (known !== null) return known.toString();
    await this.putIfAbsent(STORE_IDENTITY, randomBytes(16).toString('hex'));
    return (await this.get(STORE_IDENTITY))?.toString() ?? '';
  }

  /** One put when the file fits into a part; a failure removes the parts that were sent. */
  private sendFile(path: string, params: OnceParams, partSize: number): Promise<unknown> {
    const Body = createReadStream(path, { highWaterMark: 2 ** 20 });
    const { client } = this.bucket;
    const upload = new PartedUpload({ client, params: { ...params, Body }, partSize, queueSize: PARTS_IN_FLIGHT });
    return upload.done().finally(() => Body.destroy());
  }

  private download(key: string, etag: string, path: string): Promise<void> {
    return readAgain(async () => {
      const bytes = await this.bucket.open(key, { etag });
      if (bytes === null) throw missingObject();
      await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
    });
  }
}

/** The SDK repeats requests, but not a body that breaks off while it is read. */
function readAgain<T>(read: () => Promise<T>): Promise<T> {
  return translateS3(async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await read();
      } catch (error) {
        if (error instanceof SluiceError || attempt === READ_ATTEMPTS) throw error;
      }
    }
  });
}
