const LAST_ROUND = 255;

/** Ids of one text, each once, in [1, 2 ** bits], in the order in which they first came. Reused from text to text. */
export class IdSet {
  private ids = new Int32Array(1024);
  private size = 0;
  /** The round in which each id was last seen: bytes, so that 2^18 of them stay in the second-level cache. */
  private readonly seen: Uint8Array;
  private round = 0;
  private readonly shift: number;

  constructor(bits: number) {
    this.seen = new Uint8Array(2 ** bits + 1);
    this.shift = 32 - bits;
  }

  clear(): void {
    this.size = 0;
    this.round++;
    if (this.round <= LAST_ROUND) return;
    this.seen.fill(0);
    this.round = 1;
  }

  /** Adds the id of a 32-bit hash: mixed first, as the high bits of a polynomial know little of its last terms. */
  add(hash: number): void {
    // The multiplier is the first constant of MurmurHash3's finaliser.
    const id = (Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> this.shift) + 1;
    if (this.seen[id] === this.round) return;
    this.seen[id] = this.round;
    if (this.size === this.ids.length) this.grow();
    this.ids[this.size++] = id;
  }

  /** A view that holds until the next `clear`. */
  view(): Int32Array {
    return this.ids.subarray(0, this.size);
  }

  private grow(): void {
    const grown = new Int32Array(this.ids.length * 2);
    grown.set(this.ids);
    this.ids = grown;
  }
}
