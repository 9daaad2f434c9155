import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { scoreChunk, WORKER_SETTINGS, type ChunkPayload } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import { AloneGate } from '../alone-gate';
import { JobProcessor } from '../job-processor';
import { NOT_ITS_FAULT } from '../not-its-fault';
import type { WorkerResources } from '../worker-resources';
import { RESOURCES } from '../worker.token';
import { ScoreChunk } from './score-chunk';

@Processor(scoreChunk.queue, WORKER_SETTINGS)
export class ScoreChunkProcessor extends JobProcessor<ChunkPayload> {
  private readonly scoreChunk: ScoreChunk;

  constructor(
    @Inject(RESOURCES) private readonly resources: WorkerResources,
    gate: AloneGate,
  ) {
    super(scoreChunk, resources.log);
    this.scoreChunk = new ScoreChunk(resources, gate);
  }

  /** One chunk more than there are threads, so that one is read and one committed while the threads are busy. */
  override onApplicationBootstrap(): void {
    super.onApplicationBootstrap();
    this.worker.concurrency = this.resources.config.inferenceThreads + 1;
  }

  protected execute({ tenant, batchId, piece, epoch }: ChunkPayload): Promise<void> {
    return this.scoreChunk.execute({ tenant, id: batchId, piece, epoch });
  }

  protected override async exhausted({ tenant, batchId, piece }: ChunkPayload, error: unknown): Promise<void> {
    const reason = error instanceof SluiceError ? error.code : 'INTERNAL';
    if (NOT_ITS_FAULT.has(reason)) return;
    await this.scoreChunk.giveUp({ tenant, id: batchId, piece }, { reason, isolate: reason === 'INTERNAL' });
  }
}
