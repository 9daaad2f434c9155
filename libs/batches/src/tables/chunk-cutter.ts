/** What a chunk, a session or a row comes to. */
export interface ChunkSize {
  readonly rows: number;
  /** Of what the model takes. */
  readonly bytes: number;
}

/** A session longer than this many chunks is cut. */
const LONGEST_WHOLE_SESSION = 4;

/**
 * Cuts the rows of a plan into chunks. A chunk of sessions ends at the first boundary between two at which it has `most.rows` or `most.bytes`; one of rows
 * without a session has no more than either, but for a single row that is longer. A session of more than four chunks, by rows or by bytes, stands alone and is
 * left in `long`, to be cut row by row; its segments are merged later.
 */
export class ChunkCutter {
  /** Sessions that are to be cut, as [start, end). */
  readonly long: (readonly [start: number, end: number])[] = [];
  private readonly ends: number[] = [];
  private position: number;
  private chunkStart: number;
  private chunkBytes = 0;

  /** @param start position of the first row */
  constructor(
    private readonly most: ChunkSize,
    start = 0,
  ) {
    this.position = start;
    this.chunkStart = start;
  }

  addSession(size: ChunkSize): void {
    const { rows, bytes } = this.most;
    const isLong = size.rows > LONGEST_WHOLE_SESSION * rows || size.bytes > LONGEST_WHOLE_SESSION * bytes;
    if (isLong) this.endChunk();
    this.add(size);
    if (isLong) {
      this.long.push([this.chunkStart, this.position]);
      this.endChunk();
    } else this.endFullChunk();
  }

  /** A row before and behind which a cut may fall. */
  addRow(bytes: number): void {
    if (this.chunkBytes + bytes > this.most.bytes) this.endChunk();
    this.add({ rows: 1, bytes });
    this.endFullChunk();
  }

  /** @returns the position after the last row of each chunk, ascending */
  finish(): readonly number[] {
    this.endChunk();
    return this.ends;
  }

  private add({ rows, bytes }: ChunkSize): void {
    this.position += rows;
    this.chunkBytes += bytes;
  }

  private endFullChunk(): void {
    const { rows, bytes } = this.most;
    if (this.position - this.chunkStart >= rows || this.chunkBytes >= bytes) this.endChunk();
  }

  private endChunk(): void {
    if (this.position === this.chunkStart) return;
    this.ends.push(this.position);
    this.chunkStart = this.position;
    this.chunkBytes = 0;
  }
}
