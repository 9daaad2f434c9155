import type { Queue } from 'bullmq';
import type { Priority } from '../records/batch-manifest';

/** Shares of work while several wait: high gets four times what normal gets, and that four times what low gets. */
const WEIGHTS: Readonly<Record<Priority, number>> = { low: 1, normal: 4, high: 16 };
/** What a whole chunk of weight 1 adds to the tag of its flow. */
const CHUNK_COST = 64;
/** BullMQ takes priorities up to 2^21 - 1. */
const LARGEST_RANK = 2_097_151;
const REBASE_ABOVE = 1_000_000;

/** What shares: one key of one tenant, for each priority. */
export interface Flow {
  readonly tenant: string;
  /** Id of the key that submitted the batch; null without keys. */
  readonly key: string | null;
  readonly priority: Priority;
}

export interface Ranked {
  readonly jobId: string;
  /** Rows over the rows of a whole chunk. */
  readonly size: number;
}

/**
 * Gives each job that is not on the queue its start tag: the virtual time, which is the rank of the job that is served next, or the finish tag of the flow's
 * last job, whichever is later. A queue on which nothing waits begins anew. BullMQ's score of a prioritized job is rank * 2^32 and a counter.
 *
 * KEYS: tags of flows, prioritized jobs. ARGV: flow, what the key of a job begins with, then id and cost of each. @returns their ranks, 0 for a job that is on
 * the queue.
 */
const RANK = `
local head = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local now = 1
if head[2] then now = math.floor(tonumber(head[2]) / 4294967296) else redis.call('DEL', KEYS[1]) end
local finish = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
local ranks = {}
for i = 3, #ARGV, 2 do
  if redis.call('EXISTS', ARGV[2] .. ARGV[i]) == 1 then ranks[#ranks + 1] = 0
  else
    local start = math.max(now, finish)
    finish = start + tonumber(ARGV[i + 1])
    ranks[#ranks + 1] = start
  end
end
redis.call('HSET', KEYS[1], ARGV[1], finish)
return ranks
`;

/** What is left of every tag when the virtual time begins anew. KEYS: tags of flows. ARGV: what is taken off. */
const REBASE = `
local tags = redis.call('HGETALL', KEYS[1])
for i = 1, #tags, 2 do redis.call('HSET', KEYS[1], tags[i], math.max(1, tonumber(tags[i + 1]) - tonumber(ARGV[1]))) end
return 1
`;

/**
 * Start-time fair queueing over the chunks on the queue (Goyal, Vin and Cheng, 1996): a key that comes with a thousand rows waits for no more than the chunks being
 * scored, however many millions of rows others have. Only Redis remembers the tags: losing them costs fairness for a moment.
 */
export class FairShare {
  constructor(
    private readonly queue: Queue,
    private readonly rebaseAbove = REBASE_ABOVE,
  ) {}

  /** The rank of each job by its id, lower first; without those that are on the queue already. */
  async rank({ tenant, key, priority }: Flow, jobs: readonly Ranked[]): Promise<ReadonlyMap<string, number>> {
    const costs = jobs.flatMap(({ jobId, size }) => [
      jobId,
      String(Math.max(1, Math.ceil((size * CHUNK_COST) / WEIGHTS[priority]))),
    ]);
    const flow = `${tenant}:${key ?? ''}:${priority}`;
    const keys = [this.tags, this.queue.toKey('prioritized')];
    const reply = await this.script('sluiceRank', RANK, keys, [flow, this.queue.toKey(''), ...costs]);
    const ranks = Array.isArray(reply) ? reply.map(Number) : [];
    const since = Math.max(...ranks) > this.rebaseAbove ? await this.rebase() : 0;
    return new Map(
      jobs.flatMap(({ jobId }, i) => {
        const rank = ranks[i] ?? 1;
        return rank === 0 ? [] : [[jobId, Math.min(LARGEST_RANK, Math.max(1, rank - since))]];
      }),
    );
  }

  /** Lets the virtual time begin at 1 again, with everything that waits in the same order. @returns what every rank has lost */
  private async rebase(): Promise<number> {
    const waiting = await this.queue.getJobs(['prioritized'], 0, -1, true);
    const since = Math.min(...waiting.map(({ priority }) => priority)) - 1;
    if (!Number.isFinite(since) || since <= 0) return 0;
    for (const job of waiting) await job.changePriority({ priority: Math.max(1, job.priority - since) });
    await this.script('sluiceRebase', REBASE, [this.tags], [String(since)]);
    return since;
  }

  private async script(name: string, lua: string, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const client = await this.queue.getBackend().client;
    client.defineCommand(name, { numberOfKeys: keys.length, lua });
    return client.runCommand(name, [...keys, ...args]);
  }

  private get tags(): string {
    return this.queue.toKey('fair-share');
  }
}
