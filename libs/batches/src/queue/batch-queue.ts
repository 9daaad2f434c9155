import { Queue, type RedisOptions } from 'bullmq';
import type { BatchRef } from '../records/batch-manifest';
import type { PieceId } from '../records/pieces';
import { finishBatch, planBatch, scoreChunk } from './job-catalogue';
import type { JobDefinition, QueueName } from './job-definition';
import { QUEUE_NAMES, QUEUE_PREFIX } from './queue-settings';

/** The producer side of the queues. Every add is idempotent: ids are a function of the payload. */
export class BatchQueue {
  private readonly queues: ReadonlyMap<QueueName, Queue>;

  /** @param onError hears of lost connections; BullMQ goes on trying by itself */
  constructor(connection: RedisOptions, onError: (error: Error) => void) {
    // BullMQ's own check asks before the connection is there, which an offline queue that is off refuses; we check at the start.
    const options = {
      connection: { ...connection, skipVersionCheck: true },
      prefix: QUEUE_PREFIX,
      skipWaitingForReady: true,
    };
    this.queues = new Map(
      QUEUE_NAMES.map((name) => {
        const queue = new Queue(name, options);
        queue.on('error', onError);
        return [name, queue];
      }),
    );
  }

  async addPlan({ tenant, id }: BatchRef): Promise<void> {
    await this.add(planBatch, [{ tenant, batchId: id }]);
  }

  async addChunks({ tenant, id }: BatchRef, epoch: number, pieces: readonly PieceId[]): Promise<void> {
    await this.add(
      scoreChunk,
      pieces.map((piece) => ({ tenant, batchId: id, piece, epoch })),
    );
  }

  async addFinish({ tenant, id }: BatchRef): Promise<void> {
    await this.add(finishBatch, [{ tenant, batchId: id }]);
  }

  /** Jobs that wait, are delayed or run. */
  async depth(name: QueueName): Promise<number> {
    return this.queue(name).getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized');
  }

  /** Age of the oldest waiting job in milliseconds, 0 when none waits. */
  async oldestAgeMs(name: QueueName, now = Date.now()): Promise<number> {
    const [oldest] = await this.queue(name).getJobs(['waiting'], 0, 0, true);
    return oldest === undefined ? 0 : Math.max(0, now - oldest.timestamp);
  }

  async workers(): Promise<number> {
    return Math.max(1, await this.queue('score').getWorkersCount());
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  private async add<P extends object>(job: JobDefinition<P>, payloads: readonly P[]): Promise<void> {
    if (payloads.length === 0) return;
    await this.queue(job.queue).addBulk(
      payloads.map((payload) => ({ name: job.name, data: payload, opts: { ...job.options, jobId: job.id(payload) } })),
    );
  }

  private queue(name: QueueName): Queue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw new Error(`No queue is called ${name}.`);
    return queue;
  }
}
