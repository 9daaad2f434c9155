import { unlink, type FileHandle } from 'node:fs/promises';
import type { Upload } from '../object-store';
import { storeFailure } from '../store-failure';

/** Bytes on their way into a store, in a scratch file until the commit. */
export class FileUpload implements Upload {
  private written = 0;

  constructor(
    private readonly file: FileHandle,
    readonly localPath: string,
    /** Brings the file into the store and removes it. */
    private readonly publish: (path: string) => Promise<boolean>,
  ) {}

  get bytesWritten(): number {
    return this.written;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let offset = 0; offset < bytes.length;) {
        const { bytesWritten } = await this.file.write(bytes, offset, bytes.length - offset);
        offset += bytesWritten;
      }
      this.written += bytes.length;
    } catch (error) {
      throw storeFailure(error);
    }
  }

  async commit(): Promise<boolean> {
    try {
      await this.file.close();
    } catch (error) {
      await this.abort();
      throw storeFailure(error);
    }
    return this.publish(this.localPath);
  }

  async abort(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await unlink(this.localPath).catch(() => undefined);
  }
}
