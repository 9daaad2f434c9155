/** To the thread: the next bytes of its stream. */
export interface ZstdPiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Not null: a frame ends with them. */
  readonly end: FrameEnd | null;
}

export interface FrameEnd {
  /** The low 32 bits of XXH64 of what the frame stands for (RFC 8878, 3.1.1); null when the frame has none. */
  readonly checksum: number | null;
}

/** From the thread: what a piece stands for, in order; null: this is no zstd stream, or not what was compressed. */
export type ZstdReply = readonly Uint8Array<ArrayBuffer>[] | null;
