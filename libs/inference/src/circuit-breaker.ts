export type BreakerState = 'closed' | 'open' | 'half_open';

/** Leave to make one call; a `probe` decides whether the breaker closes again. */
export type Permit = 'call' | 'probe';

/** How a call ended. `none`: it says nothing about whom it asked, such as a deadline that passed in the queue. */
export type CallOutcome = 'ok' | 'failed' | 'none';

export interface BreakerOptions {
  /** Failures one after the other that open it. */
  readonly consecutive: number;
  /** Outcomes that are remembered. Half of them failed, at least 10: it opens. */
  readonly window: number;
  /** First pause before a probe; each failed probe doubles it. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

const DEFAULT_BREAKER: BreakerOptions = { consecutive: 5, window: 20, pauseMs: 5_000, longestPauseMs: 60_000 };

const LEAST_OUTCOMES = 10;
const FAILING_SHARE = 0.5;

/**
 * Spares callers what fails again and again (Nygard, Release It!, 2007). Closed: every call is let through. Open: none. After a pause
 * one probe is: it closes the breaker, or doubles the pause.
 */
export class CircuitBreaker {
  private readonly outcomes: boolean[] = [];
  private failedInARow = 0;
  private failedInWindow = 0;
  private openUntilMs: number | null = null;
  private pauseMs: number;
  private isProbing = false;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly options: BreakerOptions = DEFAULT_BREAKER,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.pauseMs = options.pauseMs;
  }

  get state(): BreakerState {
    if (this.openUntilMs === null) return 'closed';
    return this.isProbing || this.now() >= this.openUntilMs ? 'half_open' : 'open';
  }

  /** Milliseconds until a probe may be made; 0 when one may be made now, or the breaker is closed. */
  get waitMs(): number {
    return this.openUntilMs === null ? 0 : Math.max(0, this.openUntilMs - this.now());
  }

  /** null: do not call. Every permit must come back through `report`. */
  acquire(): Permit | null {
    if (this.openUntilMs === null) return 'call';
    if (this.isProbing || this.now() < this.openUntilMs) return null;
    this.isProbing = true;
    return 'probe';
  }

  report(permit: Permit, outcome: CallOutcome): void {
    if (permit === 'probe') this.endProbe(outcome);
    // What was under way when the breaker opened is no news.
    else if (this.openUntilMs === null && outcome !== 'none') this.count(outcome === 'failed');
  }

  private endProbe(outcome: CallOutcome): void {
    this.isProbing = false;
    if (outcome === 'ok') this.close();
    if (outcome !== 'failed') return;
    this.pauseMs = Math.min(this.options.longestPauseMs, this.pauseMs * 2);
    this.openUntilMs = this.now() + this.pauseMs;
  }

  private close(): void {
    this.openUntilMs = null;
    this.pauseMs = this.options.pauseMs;
    this.outcomes.length = 0;
    this.failedInARow = 0;
    this.failedInWindow = 0;
  }

  private count(failed: boolean): void {
    // The way of nearly every call of a service that works.
    if (!failed && this.failedInWindow === 0) return;
    this.outcomes.push(failed);
    if (failed) this.failedInWindow++;
    if (this.outcomes.length > this.options.window && this.outcomes.shift()) this.failedInWindow--;
    this.failedInARow = failed ? this.failedInARow + 1 : 0;
    if (this.isFailing()) this.openUntilMs = this.now() + this.pauseMs;
  }

  private isFailing(): boolean {
    const seen = this.outcomes.length;
    return (
      this.failedInARow >= this.options.consecutive ||
      (seen >= LEAST_OUTCOMES && this.failedInWindow >= seen * FAILING_SHARE)
    );
  }
}
