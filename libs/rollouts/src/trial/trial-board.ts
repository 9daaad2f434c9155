import type { Redis } from 'ioredis';
import { TrialTally, type TrialEntries } from './trial-tally';

/** As long as anybody looks back at a trial. */
const KEPT_S = 30 * 86_400;

export interface TrialCounts {
  readonly tally: TrialTally;
  /** Epoch milliseconds when the first process began to count; null: none has. */
  readonly since: number | null;
}

/** Adds up in Redis what the processes counted, one hash for each revision of a rollout. Every method rejects when Redis does not answer. */
export class TrialBoard {
  constructor(private readonly redis: Redis) {}

  /** All or nothing. A call that timed out may have counted all the same: these are statistics, and the next second corrects nothing. */
  async add(model: string, revision: number, entries: TrialEntries): Promise<void> {
    const key = keyOf(model, revision);
    const all = this.redis.multi().hsetnx(key, 'since', String(Date.now()));
    for (const [field, count] of entries) all.hincrby(key, field, count);
    await all.expire(key, KEPT_S).exec();
  }

  async read(model: string, revision: number): Promise<TrialCounts> {
    const { since, ...fields } = await this.redis.hgetall(keyOf(model, revision));
    const entries = Object.entries(fields).map(([field, count]) => [field, Number(count)] as const);
    return { tally: TrialTally.of(entries), since: since === undefined ? null : Number(since) };
  }
}

/** The same hash slot as all else of Sluice. */
function keyOf(model: string, revision: number): string {
  return `{sluice}:trial:${model}:${revision}`;
}
