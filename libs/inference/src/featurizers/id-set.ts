/** The largest byte. */
const LAST_ROUND = 255;
/** First constant of MurmurHash3's finaliser. */
const MIXER = 0x85ebca6b;

/** Makes ids of the hashes of one text: each id once, in the order in which they first came. Reused from text to text. */
export class IdSet {
  private ids = new Int32Array(1024);
  /** The round in which each id was last seen: bytes, so that 2^18 of them stay in the second-level cache. */
  private readonly seen: Uint8Array;
  private round = 0;
  private readonly shift: number;

  /** @param bits ids lie in [1, 2 ** bits] */
  constructor(bits: number) {
    this.seen = new Uint8Array(2 ** bits + 1);
    this.shift = 32 - bits;
  }

  /** @returns a view that holds until the next call. */
  collect(hashes: Int32Array, count: number): Int32Array {
    if (this.ids.length < count) this.ids = new Int32Array(count * 2);
    this.nextRound();
    const { ids, seen, round, shift } = this;
    let size = 0;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i] ?? 0;
      // Mixed first: the high bits of a polynomial know little of its last terms.
      const id = (Math.imul(hash ^ (hash >>> 15), MIXER) >>> shift) + 1;
      ids[size] = id;
      // 1 when the id is new, by arithmetic: whether it is cannot be predicted, and a wrong guess costs more than the whole step.
      size += (((seen[id] ?? 0) ^ round) + LAST_ROUND) >>> 8;
      seen[id] = round;
    }
    return ids.subarray(0, size);
  }

  private nextRound(): void {
    this.round++;
    if (this.round <= LAST_ROUND) return;
    this.seen.fill(0);
    this.round = 1;
  }
}
