import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { judgeSession, WORKER_SETTINGS, type SessionPayload } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import { JobProcessor } from '../job-processor';
import { NOT_ITS_FAULT } from '../not-its-fault';
import type { WorkerResources } from '../worker-resources';
import { RESOURCES } from '../worker.token';
import { JudgeSession } from './judge-session';

/** One session at a time, beside the chunks: neither has to wait for the other. */
@Processor(judgeSession.queue, { ...WORKER_SETTINGS, concurrency: 1 })
export class JudgeSessionProcessor extends JobProcessor<SessionPayload> {
  private readonly judgeSession: JudgeSession;

  constructor(@Inject(RESOURCES) private readonly resources: WorkerResources) {
    super(judgeSession, resources.log);
    this.judgeSession = new JudgeSession(resources);
  }

  protected async execute(payload: SessionPayload): Promise<void> {
    await this.judgeSession.execute(payload);
  }

  protected override async exhausted({ tenant, sessionId }: SessionPayload, error: unknown): Promise<void> {
    const isInnocent = error instanceof SluiceError && NOT_ITS_FAULT.has(error.code);
    if (isInnocent) await this.resources.due.again(tenant, sessionId);
  }
}
