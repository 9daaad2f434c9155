import type { Limit } from './limit';
import type { LimitStorage } from './limit-storage';
import type { Verdict } from './verdict';

const DAY_MS = 86_400_000;
/** Longer than the day that is counted: none of its rows is free again before it ends. */
const WINDOW_MS = 2 * DAY_MS;

/** Rows of a key in a day of UTC. Times until reset are those until midnight. */
export class DailyRows {
  constructor(
    private readonly storage: LimitStorage,
    /** Rows, at least 1. */
    private readonly quota: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** All of these rows, or none. @param rows at least 1 */
  take(keyId: string, rows: number): Verdict | Promise<Verdict> {
    const verdict = this.storage.take(this.name(keyId), this.limit, rows);
    return verdict instanceof Promise ? verdict.then((seen) => this.untilMidnight(seen)) : this.untilMidnight(verdict);
  }

  /** How many rows are left, without counting one. */
  async look(keyId: string): Promise<Verdict> {
    return this.untilMidnight(await this.storage.look(this.name(keyId), this.limit));
  }

  /** Counts rows that were read already. @returns false when Redis does not answer: they are not counted */
  spend(keyId: string, rows: number): Promise<boolean> {
    return this.storage.spend(this.name(keyId), this.limit, rows);
  }

  private get limit(): Limit {
    return { limit: this.quota, windowMs: WINDOW_MS };
  }

  private name(keyId: string): string {
    return `rows:${keyId}:${new Date(this.now()).toISOString().slice(0, 10)}`;
  }

  private untilMidnight(verdict: Verdict): Verdict {
    return { ...verdict, resetMs: DAY_MS - (this.now() % DAY_MS) };
  }
}
