export interface BackoffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
  /** Whoever lived this long was healthy: its next death counts as the first. */
  readonly healthyMs: number;
}

export const DEFAULT_BACKOFF: BackoffOptions = { firstMs: 250, mostMs: 10_000, healthyMs: 15_000 };

/** How long to wait before something that died is started again: twice as long after each early death. */
export class Backoff {
  private deaths = 0;

  constructor(private readonly options: BackoffOptions = DEFAULT_BACKOFF) {}

  /** @param livedMs time between its start and its death */
  delayMs(livedMs: number): number {
    const { firstMs, mostMs, healthyMs } = this.options;
    this.deaths = livedMs >= healthyMs ? 0 : this.deaths;
    return Math.min(mostMs, firstMs * 2 ** Math.min(this.deaths++, 30));
  }
}
