import { SluiceError } from '@sluice/contracts';
import type { FrameEnd } from './zstd-message';

/** What RFC 8878 (3.1.1.1.2) asks decoders to support at least, and what levels up to 19 use. */
const MAX_WINDOW_BYTES = 8 * 1024 * 1024;
const MAX_BLOCK_BYTES = 128 * 1024;
const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/** The widths in bytes that two bits of a frame's descriptor stand for. */
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

/** Bytes of a frame, and how it ends when it ends with them. */
export interface CutPiece {
  readonly bytes: Buffer;
  readonly end: FrameEnd | null;
}

/**
 * Looks at a zstd stream before anything decodes it: a frame may ask for more memory than its bytes are worth, and blocks of four bytes each unfold to
 * 128 kB. Follows RFC 8878 3.1.1.
 */
export class ZstdBlocks {
  /** Of a header, as long as it has not come whole. */
  private head: number[] = [];
  /** Of what the last header announced, still to come. */
  private rest = 0;
  private next: 'frame' | 'block' | 'checksum' = 'frame';
  private isSkipped = false;
  private maxBlock = 0;
  private hasChecksum = false;
  /** Of the frame whose last block or checksum is under way. */
  private end: FrameEnd | null = null;

  /** Whether nothing is missing at the end of the stream. */
  get isWhole(): boolean {
    return this.next === 'frame' && this.rest === 0 && this.head.length === 0;
  }

  /**
   * The same bytes, headers apart from what they announce, without frames that are to be skipped.
   * @throws SluiceError INVALID_FILE for a window of more than 8 MB; Error for what is no zstd stream
   */
  *cut(bytes: Buffer): Generator<CutPiece> {
    for (let at = 0; at < bytes.length;) {
      if (this.rest > 0) {
        const part = bytes.subarray(at, at + this.rest);
        at += part.length;
        this.rest -= part.length;
        yield* this.piece(part);
        continue;
      }
      this.head.push(bytes.readUInt8(at++));
      const head = Buffer.from(this.head);
      if (!this.readHead(head)) continue;
      this.head = [];
      yield* this.piece(head);
    }
  }

  private *piece(bytes: Buffer): Generator<CutPiece> {
    if (this.isSkipped) return;
    const isEnd = this.rest === 0;
    yield { bytes, end: isEnd ? this.end : null };
    if (isEnd) this.end = null;
  }

  /** @returns whether the header is whole; then the next one begins behind `rest` */
  private readHead(head: Buffer): boolean {
    if (this.next === 'frame') return this.readFrame(head);
    return this.next === 'block' ? this.readBlock(head) : this.readChecksum(head);
  }

  private readFrame(head: Buffer): boolean {
    if (head.length < 5) return false;
    const magic = head.readUInt32LE();
    this.isSkipped = (magic & ~0xf) >>> 0 === SKIPPABLE;
    if (this.isSkipped) {
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
    this.maxBlock = Math.min(window, MAX_BLOCK_BYTES);
    this.hasChecksum = (descriptor & 4) !== 0;
    this.next = 'block';
    return true;
  }

  private readBlock(head: Buffer): boolean {
    if (head.length < 3) return false;
    const header = head.readUIntLE(0, 3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || size > this.maxBlock) throw new Error('no zstd block');
    this.rest = type === 1 ? 1 : size;
    if ((header & 1) === 0) return true;
    if (!this.hasChecksum) this.end = { checksum: null };
    this.next = this.hasChecksum ? 'checksum' : 'frame';
    return true;
  }

  private readChecksum(head: Buffer): boolean {
    if (head.length < 4) return false;
    this.end = { checksum: head.readUInt32LE() };
    this.next = 'frame';
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
