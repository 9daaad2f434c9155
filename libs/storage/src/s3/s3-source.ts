import { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { FileSource, SourceFile } from '../source/file-source';
import { storeUnavailable } from '../store-failure';
import { s3Client } from './s3-client';
import { translateS3 } from './s3-failure';
import type { S3Settings } from './s3-settings';

/** Objects of somebody else: read, never written. */
export class S3Source implements FileSource {
  private readonly client: S3Client;
  private readonly bucket: string;
  private readonly prefix: string;

  /** @param address `s3://bucket/prefix`: keys that start with the prefix, as it is */
  constructor(address: string, settings: S3Settings) {
    const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(address) ?? [];
    this.client = s3Client(settings);
    this.bucket = bucket;
    this.prefix = prefix;
  }

  async *list(): AsyncGenerator<SourceFile> {
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: this.prefix });
    const iterator = pages[Symbol.asyncIterator]();
    for (;;) {
      const { done, value: page } = await translateS3(() => iterator.next());
      if (done) return;
      for (const { Key: key = '', Size: bytes = 0, ETag: etag } of page.Contents ?? []) {
        // What a console shows as a folder.
        if (key.endsWith('/')) continue;
        const name = key.slice(this.prefix.lastIndexOf('/') + 1);
        yield { name, bytes, open: () => this.open(key, etag) };
      }
    }
  }

  private open(key: string, etag: string | undefined): Promise<Readable> {
    return translateS3(async () => {
      const command = new GetObjectCommand({ Bucket: this.bucket, Key: key, IfMatch: etag });
      const { Body: body } = await this.client.send(command);
      if (body instanceof Readable) return body;
      throw storeUnavailable('it answered without a body');
    });
  }
}
