/** To the thread: the next bytes of its stream. */
export interface ZstdPiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Nothing comes behind them. */
  readonly final: boolean;
}

/** From the thread: what a piece stands for, in order; null: this is no zstd stream. */
export type ZstdReply = readonly Uint8Array<ArrayBuffer>[] | null;
