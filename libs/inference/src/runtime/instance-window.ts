/** Instances are taken from a call this many at a time. */
const WINDOW_ROWS = 16_384;

/** The lengths of instances: each counts as one. */
export class InstanceWindow {
  private ones = new Uint8Array(0);

  /** @param left rows that the call still has */
  lengths(left: number): Uint8Array {
    const rows = Math.min(left, WINDOW_ROWS);
    if (rows > this.ones.length) this.ones = new Uint8Array(rows).fill(1);
    return this.ones.subarray(0, rows);
  }
}
