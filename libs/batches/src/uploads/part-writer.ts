import { SluiceError } from '@sluice/contracts';
import type { ObjectStore, Upload } from '@sluice/storage';

/** What a gateway that dies may lose of one request. */
const PART_BYTES = 64 * 1024 * 1024;

export interface PartPlace {
  /** Of the first byte. */
  readonly offset: number;
  /** Of the whole upload. */
  readonly length: number;
  readonly whole: boolean;
}

/** Writes what one request adds to an upload, in parts that are durable one after the other. */
export class PartWriter {
  /** Bytes taken by this writer. */
  bytesWritten = 0;
  private part: Upload | null = null;
  private durable: number;

  constructor(
    private readonly store: ObjectStore,
    private readonly keyOf: (start: number) => string,
    private readonly place: PartPlace,
  ) {
    this.durable = place.offset;
  }

  /** @throws SluiceError PAYLOAD_TOO_LARGE past the length of the upload, UPLOAD_CONFLICT when another connection was faster */
  async write(bytes: Uint8Array): Promise<void> {
    const { offset, length, whole } = this.place;
    if (offset + this.bytesWritten + bytes.length > length) {
      const detail = `The upload was announced with ${length} bytes, and more came. Start a new one with the right Upload-Length.`;
      throw new SluiceError('PAYLOAD_TOO_LARGE', detail);
    }
    if (bytes.length === 0) return;
    this.part ??= await this.store.upload(this.keyOf(this.durable));
    await this.part.write(bytes);
    this.bytesWritten += bytes.length;
    if (!whole && this.part.bytesWritten >= PART_BYTES) await this.finish();
  }

  /** Makes everything durable that was written. @returns the offset of the upload. @throws SluiceError UPLOAD_CONFLICT when another connection was faster */
  async finish(): Promise<number> {
    const part = this.part;
    this.part = null;
    if (part === null) return this.durable;
    const bytes = part.bytesWritten;
    if (!(await part.commit())) {
      const detail = 'Another request has written to this place meanwhile. Ask with HEAD where to go on.';
      throw new SluiceError('UPLOAD_CONFLICT', detail);
    }
    this.durable += bytes;
    return this.durable;
  }

  /** Drops what is not durable yet. */
  async drop(): Promise<void> {
    await this.part?.abort();
    this.part = null;
  }
}
