import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { scoreChunk, WORKER_SETTINGS, type ChunkPayload } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import { JobProcessor } from '../job-processor';
import type { WorkerResources } from '../worker-resources';
import { RESOURCES } from '../worker.token';
import { ScoreChunk } from './score-chunk';

/** Trying later helps with these: the chunk is not to blame, and housekeeping adds it again. */
const NOT_ITS_FAULT = new Set(['STORAGE_FULL', 'STORE_UNAVAILABLE', 'SHUTTING_DOWN']);

@Processor(scoreChunk.queue, WORKER_SETTINGS)
export class ScoreChunkProcessor extends JobProcessor<ChunkPayload> {
  private readonly scoreChunk: ScoreChunk;

  constructor(@Inject(RESOURCES) private readonly resources: WorkerResources) {
    super(scoreChunk, resources.log);
    this.scoreChunk = new ScoreChunk(resources);
  }

  /** One chunk more than there are threads, so that one is read and one committed while the threads are busy. */
  override onApplicationBootstrap(): void {
    super.onApplicationBootstrap();
    this.worker.concurrency = this.resources.config.inferenceThreads + 1;
  }

  protected execute({ tenant, batchId, chunk }: ChunkPayload): Promise<void> {
    return this.scoreChunk.execute({ tenant, id: batchId, chunk });
  }

  protected override async exhausted({ tenant, batchId, chunk }: ChunkPayload, error: unknown): Promise<void> {
    const code = error instanceof SluiceError ? error.code : 'INTERNAL';
    if (!NOT_ITS_FAULT.has(code)) await this.scoreChunk.giveUp({ tenant, id: batchId, chunk }, code);
  }
}
