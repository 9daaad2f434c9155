const MARK = Buffer.from('\uFEFF');
const NONE = new Uint8Array(0);

/** Lets a file pass without the byte order mark that it may begin with: inside a joined input it would belong to a record. */
export class WithoutMark {
  /** What may become a mark; null: the start is past. */
  private start: Buffer | null = Buffer.alloc(0);

  /** @returns what of the next bytes of the file belongs into the input */
  filter(bytes: Uint8Array): Uint8Array {
    if (this.start === null) return bytes;
    const start = Buffer.concat([this.start, bytes]);
    const couldBecome = start.length < MARK.length && MARK.subarray(0, start.length).equals(start);
    this.start = couldBecome ? start : null;
    if (couldBecome) return NONE;
    return start.subarray(0, MARK.length).equals(MARK) ? start.subarray(MARK.length) : start;
  }

  /** The end of the file. @returns what it had begun with, which was no mark after all */
  end(): Uint8Array {
    const start = this.start ?? NONE;
    this.start = null;
    return start;
  }
}
