import type { Redis } from 'ioredis';
import type { Attempt } from './records/delivery';

const KEY = '{sluice}:webhooks:attempts';

/** `gave_up`: the last attempt failed. */
export const COUNTED_OUTCOMES = ['delivered', 'failed', 'gave_up', 'gone', 'disabled'] as const;
export type CountedOutcome = (typeof COUNTED_OUTCOMES)[number];

/** Attempts by what came of them, since Redis began: workers serve no metrics of their own. */
export class DeliveryCounts {
  constructor(private readonly redis: Redis) {}

  async add(attempt: Attempt): Promise<void> {
    await this.redis.hincrby(KEY, countedOutcome(attempt), 1);
  }

  async read(): Promise<ReadonlyMap<CountedOutcome, number>> {
    const counts = await this.redis.hgetall(KEY);
    return new Map(COUNTED_OUTCOMES.map((outcome) => [outcome, Number(counts[outcome] ?? 0)]));
  }
}

/** What an attempt counts as, in metrics and the log. */
export function countedOutcome({ outcome, next_at }: Attempt): CountedOutcome {
  return outcome === 'failed' && next_at === null ? 'gave_up' : outcome;
}
