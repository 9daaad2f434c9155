import { SluiceError } from '@sluice/contracts';

/** What RFC 8878 (3.1.1.1.2) asks decoders to support at least, and what levels up to 19 use. */
const MAX_WINDOW_BYTES = 8 * 1024 * 1024;
const MAX_BLOCK_BYTES = 128 * 1024;
const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/** The widths in bytes that two bits of a frame's descriptor stand for. */
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

/**
 * Looks at a zstd stream before anything decodes it: a frame may ask for more memory than its bytes are worth, and blocks of four bytes each unfold to
 * 128 kB. Follows RFC 8878 3.1.1.
 */
export class ZstdBlocks {
  /** Of a header, as long as it has not come whole. */
  private head: number[] = [];
  /** Of what the last header announced, still to come. */
  private rest = 0;
  /** Of the frame whose blocks come next; null: a frame comes next. */
  private frame: { readonly maxBlock: number; readonly trailer: number } | null = null;

  /**
   * The same bytes, cut behind each block.
   * @throws SluiceError INVALID_FILE for a window of more than 8 MB; Error for what is no zstd stream
   */
  *cut(bytes: Buffer): Generator<Buffer> {
    let start = 0;
    for (let at = 0; at < bytes.length;) {
      const inHead = this.rest === 0;
      const taken = inHead ? 1 : Math.min(this.rest, bytes.length - at);
      if (inHead) this.head.push(bytes.readUInt8(at));
      else this.rest -= taken;
      at += taken;
      if (inHead && !this.readHead()) continue;
      if (this.rest > 0) continue;
      yield bytes.subarray(start, at);
      start = at;
    }
    if (start < bytes.length) yield bytes.subarray(start);
  }

  /** @returns whether the header is whole; then the next one begins behind `rest` */
  private readHead(): boolean {
    const head = Buffer.from(this.head);
    const isWhole = this.frame === null ? this.readFrame(head) : this.readBlock(head, this.frame);
    if (isWhole) this.head = [];
    return isWhole;
  }

  private readFrame(head: Buffer): boolean {
    if (head.length < 5) return false;
    const magic = head.readUInt32LE();
    if ((magic & ~0xf) >>> 0 === SKIPPABLE) {
      if (head.length < 8) return false;
      this.rest = head.readUInt32LE(4);
      return true;
    }
    if (magic !== FRAME) throw new Error('no zstd frame');
    const descriptor = head.readUInt8(4);
    const isSingle = (descriptor & 0x20) !== 0;
    const idBytes = DICTIONARY_ID_BYTES[descriptor & 3] ?? 0;
    const sizeBytes = CONTENT_SIZE_BYTES[descriptor >> 6] || Number(isSingle);
    const sizeAt = 5 + Number(!isSingle) + idBytes;
    if (head.length < sizeAt + sizeBytes) return false;
    if (head.subarray(sizeAt - idBytes, sizeAt).some((byte) => byte !== 0)) throw new Error('needs a dictionary');
    const window = isSingle ? contentSize(head.subarray(sizeAt)) : windowSize(head.readUInt8(5));
    if (window > MAX_WINDOW_BYTES) throw tooWide();
    this.frame = { maxBlock: Math.min(window, MAX_BLOCK_BYTES), trailer: (descriptor & 4) === 0 ? 0 : 4 };
    return true;
  }

  private readBlock(head: Buffer, { maxBlock, trailer }: { maxBlock: number; trailer: number }): boolean {
    if (head.length < 3) return false;
    const header = head.readUIntLE(0, 3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || size > maxBlock) throw new Error('no zstd block');
    this.rest = type === 1 ? 1 : size;
    if ((header & 1) === 0) return true;
    this.rest += trailer;
    this.frame = null;
    return true;
  }
}

function contentSize(bytes: Buffer): number {
  // Of 8 bytes a number holds all that matter: more than 8 MB is more than 8 MB.
  if (bytes.length === 8) return Number(bytes.readBigUInt64LE());
  return bytes.readUIntLE(0, bytes.length) + (bytes.length === 2 ? 256 : 0);
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function tooWide(): SluiceError {
  return new SluiceError(
    'INVALID_FILE',
    'This zstd file needs a window of more than 8 MB to unpack. Compress it with a window of at most 8 MB, for example zstd -19 without --long or --ultra.',
  );
}
