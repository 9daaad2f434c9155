import { WorkerHost } from '@nestjs/bullmq';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { InvalidPayload, parsePayload, type JobDefinition } from '@sluice/batches';
import { UnrecoverableError, type Job } from 'bullmq';
import type { Logger } from 'pino';

/** What every processor does: check the payload, delegate, say what failed, and drain before Nest closes anything. */
export abstract class JobProcessor<Payload extends object>
  extends WorkerHost
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  protected constructor(
    private readonly definition: JobDefinition<Payload>,
    private readonly log: Logger,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.worker.on('error', (err) => {
      this.log.warn({ err, queue: this.definition.queue }, 'queue connection');
    });
  }

  async process(job: Job): Promise<void> {
    const payload = this.parse(job);
    try {
      await this.execute(payload, job);
    } catch (error) {
      const attempt = job.attemptsMade + 1;
      const last = attempt >= (job.opts.attempts ?? 1);
      this.log.error({ err: error, job: job.id, attempt, last }, 'job failed');
      if (last) await this.exhausted?.(payload, error);
      throw error;
    }
  }

  /** Finishes the running jobs; BullMQ hands back what had not begun. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.close();
  }

  protected abstract execute(payload: Payload, job: Job): Promise<void>;

  /** Called after the last attempt failed. */
  protected exhausted?(payload: Payload, error: unknown): Promise<void>;

  private parse(job: Job): Payload {
    try {
      return parsePayload(this.definition, job.data);
    } catch (error) {
      if (!(error instanceof InvalidPayload)) throw error;
      this.log.error({ job: job.id, err: error }, 'job refused');
      throw new UnrecoverableError(error.message);
    }
  }
}
