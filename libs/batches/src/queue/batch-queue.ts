import { Queue, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Delivery } from '@sluice/webhooks';
import type { BatchRef } from '../records/batch-manifest';
import type { PieceId } from '../records/pieces';
import { FairShare, type Flow } from './fair-share';
import { deliverWebhook, finishBatch, judgeSession, planBatch, scoreChunk, type SessionPayload } from './job-catalogue';
import type { JobDefinition, QueueName } from './job-definition';
import { QUEUE_NAMES, QUEUE_PREFIX } from './queue-settings';

/** Jobs with a rank that are looked at for the oldest: the windows of hundreds of batches. */
const MOST_RANKED = 1_000;

/** A piece and its rows over those of a whole chunk. */
export interface SizedPiece {
  readonly piece: PieceId;
  readonly size: number;
}

/** The producer side of the queues. Every add is idempotent: ids are a function of the payload. */
export class BatchQueue {
  private readonly queues: ReadonlyMap<QueueName, Queue>;
  private readonly fairShare: FairShare;

  /**
   * @param connection of all queues, this one's own: `close` ends it
   * @param onError hears of lost connections; the connection goes on trying by itself
   */
  constructor(
    private readonly connection: Redis,
    onError: (error: Error) => void,
  ) {
    // BullMQ's own check asks before the connection is there, which an offline queue that is off refuses; we check at the start.
    const options = { connection, prefix: QUEUE_PREFIX, skipVersionCheck: true, skipWaitingForReady: true };
    this.queues = new Map(
      QUEUE_NAMES.map((name) => {
        const queue = new Queue(name, options);
        queue.on('error', onError);
        return [name, queue];
      }),
    );
    this.fairShare = new FairShare(this.queue('score'));
  }

  /** For what shows them; whoever adds a job does it by the methods below. */
  get all(): readonly Queue[] {
    return [...this.queues.values()];
  }

  async addPlan({ tenant, id }: BatchRef): Promise<void> {
    await this.add(planBatch, [{ tenant, batchId: id }]);
  }

  /** In the order that the fair share of their flow gives them among all that waits. */
  async addChunks({ tenant, id }: BatchRef, epoch: number, flow: Flow, pieces: readonly SizedPiece[]): Promise<void> {
    const payloads = pieces.map(({ piece }) => ({ tenant, batchId: id, piece, epoch }));
    const jobs = payloads.map((payload, i) => ({ jobId: scoreChunk.id(payload), size: pieces[i]?.size ?? 1 }));
    const ranks = await this.fairShare.rank(flow, jobs);
    const missing = payloads.filter((payload) => ranks.has(scoreChunk.id(payload)));
    await this.add(scoreChunk, missing, (payload) => {
      const priority = ranks.get(scoreChunk.id(payload));
      return priority === undefined ? {} : { priority };
    });
  }

  async addFinish({ tenant, id }: BatchRef): Promise<void> {
    await this.add(finishBatch, [{ tenant, batchId: id }]);
  }

  async addSessions(sessions: readonly SessionPayload[]): Promise<void> {
    await this.add(judgeSession, sessions);
  }

  /** The next attempt at a delivery, for when it is due. */
  async addDelivery({ record: { tenant, id }, next }: Delivery, now = Date.now()): Promise<void> {
    if (next === null) return;
    const { number: attempt, series, at } = next;
    await this.add(deliverWebhook, [{ tenant, deliveryId: id, attempt, series }], () => ({
      delay: Math.max(0, at - now),
    }));
  }

  /** Jobs that wait, are delayed or run. */
  async depth(name: QueueName): Promise<number> {
    return this.queue(name).getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized');
  }

  /** Age of the oldest waiting job in milliseconds, 0 when none waits. */
  async oldestAgeMs(name: QueueName, now = Date.now()): Promise<number> {
    const queue = this.queue(name);
    const [[first], ranked] = await Promise.all([
      queue.getJobs(['waiting'], 0, 0, true),
      queue.getJobs(['prioritized'], 0, MOST_RANKED, true),
    ]);
    const since = [...(first === undefined ? [] : [first]), ...ranked].map(({ timestamp }) => timestamp);
    return since.length === 0 ? 0 : Math.max(0, now - Math.min(...since));
  }

  /** Worker processes that score. */
  async workers(): Promise<number> {
    return this.queue('score').getWorkersCount();
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    this.connection.disconnect();
  }

  private async add<P extends object>(
    job: JobDefinition<P>,
    payloads: readonly P[],
    optionsOf: (payload: P) => JobsOptions = () => ({}),
  ): Promise<void> {
    if (payloads.length === 0) return;
    await this.queue(job.queue).addBulk(
      payloads.map((payload) => ({
        name: job.name,
        data: payload,
        opts: { ...job.options, jobId: job.id(payload), ...optionsOf(payload) },
      })),
    );
  }

  private queue(name: QueueName): Queue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw new Error(`No queue is called ${name}.`);
    return queue;
  }
}
