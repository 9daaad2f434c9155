import { slotMsOf, type Granted, type Limit } from './limit';
import { SlidingWindow } from './sliding-window';
import type { Verdict } from './verdict';

/** Below it every token is asked for when it is needed: the limit is exact. */
const LEASED_FROM = 1_000;
/** Share of a limit that one process holds ahead at most: what is lost with it when the process dies. */
const MOST_AHEAD = 0.01;
const LEASE_MS = 1_000;
/** Tokens that others give back are seen after this. */
const REFUSED_MS = 1_000;

export interface TokenRequest {
  readonly wanted: number;
  /** Leased tokens that were not used, and the slot they were counted in. */
  readonly returned: number;
  readonly slot: number;
  /** Tokens that this process has spent alone. */
  readonly owed: number;
}

/** null: Redis does not answer. */
export type AskForTokens = (request: TokenRequest) => Promise<Granted | null>;

interface Waiter {
  readonly count: number;
  readonly resolve: (verdict: Verdict) => void;
}

/**
 * What one process holds of one limit. Calls that come while Redis is asked are asked for together. Of a high limit tokens are leased ahead, as many as
 * the calls of the last moment suggest: most calls then ask nobody.
 */
export class Tokens {
  private left = 0;
  private slot = 0;
  private ahead = 0;
  private used = 0;
  private leaseEndsMs = -Infinity;
  private refusedUntilMs = -Infinity;
  private leftElsewhere = 0;
  private resetAtMs = -Infinity;
  private asking = false;
  private alone: SlidingWindow | undefined;
  private readonly waiting: Waiter[] = [];
  private readonly mostAhead: number;

  /**
   * @param limit of all processes together
   * @param ownShare of this process alone, for as long as Redis does not answer
   */
  constructor(
    private readonly limit: Limit,
    private readonly ownShare: Limit,
    private readonly ask: AskForTokens,
    private readonly now: () => number,
  ) {
    this.mostAhead = limit.limit < LEASED_FROM ? 0 : Math.floor(limit.limit * MOST_AHEAD);
  }

  /** All of these tokens, or none. @param count at least 1 */
  take(count: number): Verdict | Promise<Verdict> {
    const now = this.now();
    if (count <= this.left && now < this.leaseEndsMs) {
      this.spend(count);
      return this.verdict(true, now);
    }
    if (now < this.refusedUntilMs) return this.verdict(false, now);
    return new Promise((resolve) => {
      this.waiting.push({ count, resolve });
      if (!this.asking) void this.serve();
    });
  }

  private async serve(): Promise<void> {
    this.asking = true;
    while (this.waiting.length > 0) {
      const due = this.waiting.splice(0);
      const needed = due.reduce((sum, { count }) => sum + count, 0);
      this.ahead = this.nextAhead(this.now());
      const [returned, wanted] = [this.left, needed + this.ahead];
      // Whatever becomes of the question: nothing is spent twice.
      this.left = 0;
      const reply = await this.ask({ wanted, returned, slot: this.slot, owed: this.spentAlone() });
      if (reply === null) this.decideAlone(due);
      else this.handOut(due, wanted, reply);
    }
    this.asking = false;
  }

  private spend(count: number): void {
    this.left -= count;
    this.used += count;
  }

  /** More while leases are used up before they end; else half, and no more than were used of the last one. */
  private nextAhead(now: number): number {
    const wanted = now < this.leaseEndsMs ? Math.max(1, this.ahead * 2) : Math.min(this.ahead >> 1, this.used);
    this.used = 0;
    return Math.min(this.mostAhead, wanted);
  }

  private handOut(due: readonly Waiter[], wanted: number, { granted, left, resetMs, slot }: Granted): void {
    const now = this.now();
    this.alone = undefined;
    this.left = granted;
    this.slot = slot;
    this.leftElsewhere = left;
    this.resetAtMs = now + resetMs;
    this.leaseEndsMs = now + Math.min(LEASE_MS, slotMsOf(this.limit.windowMs));
    if (granted < wanted) this.refusedUntilMs = now + Math.min(REFUSED_MS, resetMs);
    for (const { count, resolve } of due) {
      const allowed = count <= this.left;
      if (allowed) this.spend(count);
      resolve(this.verdict(allowed, now));
    }
  }

  private decideAlone(due: readonly Waiter[]): void {
    this.alone ??= new SlidingWindow(this.ownShare);
    for (const { count, resolve } of due) {
      const now = this.now();
      const free = this.alone.take(0, now);
      const allowed = count <= free.left;
      const { left: remaining, resetMs } = allowed ? this.alone.take(count, now) : free;
      resolve({ allowed, remaining, resetMs, isLocal: true });
    }
  }

  private spentAlone(): number {
    return this.alone === undefined ? 0 : this.ownShare.limit - this.alone.take(0, this.now()).left;
  }

  private verdict(allowed: boolean, now: number): Verdict {
    const resetMs = Math.max(0, this.resetAtMs - now);
    return { allowed, remaining: this.leftElsewhere + this.left, resetMs, isLocal: false };
  }
}
