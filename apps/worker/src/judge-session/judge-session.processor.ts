import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { judgeSession, WORKER_SETTINGS, type SessionPayload } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import type { Job } from 'bullmq';
import { AloneGate } from '../alone-gate';
import { JobProcessor } from '../job-processor';
import { NOT_ITS_FAULT } from '../not-its-fault';
import type { WorkerResources } from '../worker-resources';
import { RESOURCES } from '../worker.token';
import { FollowModels } from './follow-models';
import { JudgeSession } from './judge-session';

/** One session at a time, beside the chunks: neither has to wait for the other, unless one of them may be what workers die of. */
@Processor(judgeSession.queue, { ...WORKER_SETTINGS, concurrency: 1 })
export class JudgeSessionProcessor extends JobProcessor<SessionPayload> {
  private readonly judgeSession: JudgeSession;
  private readonly models: FollowModels;

  constructor(
    @Inject(RESOURCES) private readonly resources: WorkerResources,
    gate: AloneGate,
  ) {
    super(judgeSession, resources.log);
    this.judgeSession = new JudgeSession(resources, gate);
    this.models = new FollowModels(resources);
  }

  /** A job that nobody ended is taken again only once BullMQ has counted it as stalled. */
  protected async execute(payload: SessionPayload, { stalledCounter }: Job): Promise<void> {
    await this.models.look();
    await this.judgeSession.execute(payload, stalledCounter > 0);
  }

  /** Ends in a verdict, or the session is found again: it never falls silent. */
  protected override async exhausted(payload: SessionPayload, error: unknown): Promise<void> {
    const isInnocent = error instanceof SluiceError && NOT_ITS_FAULT.has(error.code);
    if (!isInnocent && (await this.giveUp(payload))) return;
    await this.resources.due.again(payload.tenant, payload.sessionId);
  }

  private async giveUp(payload: SessionPayload): Promise<boolean> {
    try {
      return await this.judgeSession.giveUp(payload);
    } catch (err) {
      this.resources.log.error({ err }, 'session is left without a verdict for now');
      return false;
    }
  }
}
