import type { Redis } from 'ioredis';
import { TrialTally, type TrialEntries } from './trial-tally';

/** As long as anybody looks back at a trial. */
const KEPT_S = 30 * 86_400;

/**
 * KEYS: hash. ARGV: who offers, number of the offer, time, seconds to keep the hash, then fields with what to add to each. `by:<who>` is the last offer that
 * counted: no field of a tally begins with it.
 */
const ADD_ONCE = `
local last = 'by:' .. ARGV[1]
if tonumber(redis.call('HGET', KEYS[1], last) or 0) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSETNX', KEYS[1], 'since', ARGV[3])
for i = 5, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('HSET', KEYS[1], last, ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
`;

/** What one process counted, under a number that grows with each of its offers. */
export interface Offer {
  /** Of the process and its trial. No colon. */
  readonly from: string;
  readonly number: number;
  readonly entries: TrialEntries;
}

export interface TrialCounts {
  readonly tally: TrialTally;
  /** Epoch milliseconds when the first process began to count; null: none has. */
  readonly since: number | null;
}

/** Adds up in Redis what the processes counted, one hash for each revision of a rollout. Every method rejects when Redis does not answer. */
export class TrialBoard {
  constructor(private readonly redis: Redis) {}

  /** All or nothing, and once: an offer that is made again, because its answer came too late, adds nothing. */
  async add(model: string, revision: number, { from, number, entries }: Offer): Promise<void> {
    const counts = entries.flatMap(([field, count]) => [field, String(count)]);
    const args = [from, String(number), String(Date.now()), String(KEPT_S), ...counts];
    await this.redis.eval(ADD_ONCE, 1, keyOf(model, revision), ...args);
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
