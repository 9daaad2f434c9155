/** Hedges that may be saved up: a pause of the first endpoint must not find the budget empty. */
const MOST = 10;

/** Lets a share of the calls be hedged, so that a service that is slow altogether does not get twice the calls. */
export class HedgeBudget {
  private saved = 2;

  /** @param share of the calls, 0 to 1 */
  constructor(private readonly share: number) {}

  /** A call was made. */
  earn(): void {
    this.saved = Math.min(MOST, this.saved + this.share);
  }

  /** Whether one may be hedged now; it counts as done. */
  spend(): boolean {
    if (this.saved < 1) return false;
    this.saved -= 1;
    return true;
  }
}
