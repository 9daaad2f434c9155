const PAGE_BITS = 8;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGES = 0x110000 >>> PAGE_BITS;

/** A number for every code point, 0 where none was set: two typed arrays, so that a look-up costs two loads. */
export class CodePointTable {
  /** Where each page starts in `values`; the page at 0 is shared by all that hold nothing. */
  private readonly starts = new Int32Array(PAGES);
  private values = new Int32Array(64 * PAGE_SIZE);
  private used = PAGE_SIZE;

  get(codePoint: number): number {
    return this.values[(this.starts[codePoint >>> PAGE_BITS] ?? 0) + (codePoint & (PAGE_SIZE - 1))] ?? 0;
  }

  set(codePoint: number, value: number): void {
    const page = codePoint >>> PAGE_BITS;
    if (this.starts[page] === 0) this.starts[page] = this.addPage();
    this.values[(this.starts[page] ?? 0) + (codePoint & (PAGE_SIZE - 1))] = value;
  }

  setAll(ranges: readonly (readonly [first: number, last: number])[], value: number): void {
    for (const [first, last] of ranges) {
      for (let codePoint = first; codePoint <= last; codePoint++) this.set(codePoint, value);
    }
  }

  private addPage(): number {
    const start = this.used;
    this.used += PAGE_SIZE;
    if (this.used > this.values.length) {
      const grown = new Int32Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    return start;
  }
}
