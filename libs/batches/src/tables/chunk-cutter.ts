/** A session longer than this many chunks is cut. */
const LONGEST_WHOLE_SESSION = 4;

/**
 * Cuts the rows of a plan into chunks: each ends at the first session boundary after `chunkRows`; a session longer than four chunks is cut into pieces of
 * `chunkRows`, whose segments are merged later. `runs` are the lengths of the sessions in plan order; rows without a session are runs of one.
 * @returns the position after the last row of each chunk, ascending
 */
export class ChunkCutter {
  private readonly ends: number[] = [];
  private position = 0;
  private chunkStart = 0;

  constructor(private readonly chunkRows: number) {}

  /** `rows` of one session. */
  addSession(rows: number): void {
    if (rows > LONGEST_WHOLE_SESSION * this.chunkRows) {
      this.endChunk();
      this.addLoose(rows);
      this.endChunk();
      return;
    }
    this.position += rows;
    if (this.position - this.chunkStart >= this.chunkRows) this.endChunk();
  }

  /** Rows between which a cut may fall anywhere. */
  addLoose(rows: number): void {
    for (let left = rows; left > 0;) {
      const taken = Math.min(left, this.chunkRows - (this.position - this.chunkStart));
      this.position += taken;
      left -= taken;
      if (this.position - this.chunkStart >= this.chunkRows) this.endChunk();
    }
  }

  finish(): readonly number[] {
    this.endChunk();
    return this.ends;
  }

  private endChunk(): void {
    if (this.position === this.chunkStart) return;
    this.ends.push(this.position);
    this.chunkStart = this.position;
  }
}
