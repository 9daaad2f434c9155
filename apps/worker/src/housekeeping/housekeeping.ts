import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditChain, AuditCheckpoints } from '@sluice/audit';
import { forgetKeys, ResumableUploads } from '@sluice/batches';
import { EventFiles, EventStream, VerdictRecords } from '@sluice/sessions';
import { RemoveDeliveries } from '@sluice/webhooks';
import type { WorkerResources } from '../worker-resources';
import { tellOfIntended } from '../judge-session/record-verdict';
import { RESOURCES } from '../worker.token';
import { Expire } from './expire';
import { FlushEvents } from './flush-events';
import { Lease } from './lease';
import { MergeEvents } from './merge-events';
import { Reconcile } from './reconcile';
import { ReconcileDeliveries } from './reconcile-deliveries';
import { RecoverSessions } from './recover-sessions';
import { RemoveDeleted } from './remove-deleted';
import { TakeSessions } from './take-sessions';

const ROUND_MS = 5_000;
const LEASE_MS = 15_000;
const EXPIRE_EVERY_MS = 3_600_000;
/** How late the checkpoint of a day may be. */
const CHECKPOINT_EVERY_MS = 600_000;
const DAY_MS = 86_400_000;
/** An upload writes to its scratch file all the time; one untouched for a day belongs to nobody. */
const STALE_SCRATCH_MS = 86_400_000;

/** What no job does, on a timer in every worker, one worker at a time. A timer, because a queue job would be lost with Redis. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly lease: Lease;
  private readonly reconcile: Reconcile;
  private readonly reconcileDeliveries: ReconcileDeliveries;
  private readonly expire: Expire;
  private readonly removeDeleted: RemoveDeleted;
  private readonly takeSessions: TakeSessions;
  private readonly recoverSessions: RecoverSessions;
  private readonly checkpoints: AuditCheckpoints;
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private expireAt = 0;
  private checkpointAt = 0;

  constructor(@Inject(RESOURCES) private readonly resources: WorkerResources) {
    const { redis, store, advance, queue, webhooks } = resources;
    this.lease = new Lease(redis, 'housekeeping', LEASE_MS);
    this.reconcile = new Reconcile(store, advance);
    this.reconcileDeliveries = new ReconcileDeliveries(webhooks.deliveries, queue, (ref, source) =>
      tellOfIntended(resources, ref, source),
    );
    const chain = new AuditChain(store);
    this.expire = new Expire(store, chain);
    this.removeDeleted = new RemoveDeleted(store);
    this.checkpoints = new AuditCheckpoints(store, chain);
    this.takeSessions = new TakeSessions(resources, new FlushEvents(resources, new EventStream(redis)));
    this.recoverSessions = new RecoverSessions(resources);
  }

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.round;
    await this.recoverSessions.stop();
    await this.lease.release().catch(() => undefined);
  }

  /** With jitter, so that workers which started together do not ask together. */
  private schedule(): void {
    this.timer = setTimeout(
      () => {
        this.round = this.run().finally(() => {
          this.schedule();
        });
      },
      ROUND_MS * (0.8 + Math.random() * 0.4),
    ).unref();
  }

  private async run(): Promise<void> {
    const holds = await this.lease.take().catch(() => false);
    if (!holds) return;
    await this.attempt('reconcile', () => this.reconcile.execute());
    await this.attempt('webhooks', () => this.reconcileDeliveries.execute());
    await this.attempt('remove', () => this.removeDeleted.execute());
    await this.attempt('sessions', () => this.takeSessions.execute());
    await this.attempt('recover sessions', () => this.recoverSessions.execute());
    await this.attempt('checkpoint', () => this.checkpoint());
    if (Date.now() < this.expireAt) return;
    this.expireAt = Date.now() + EXPIRE_EVERY_MS;
    await this.attempt('merge events', () => new MergeEvents(this.resources).execute());
    await this.attempt('expire', () => this.expire.execute());
    await this.attempt('forget', () => forgetKeys(this.resources.store, Date.now()));
    await this.attempt('expire uploads', () => new ResumableUploads(this.resources.store).removeExpired());
    await this.attempt('expire sessions', () => this.expireSessions());
    await this.attempt('expire webhooks', () => this.expireDeliveries());
    await this.attempt('sweep', () => this.resources.store.sweepScratch(STALE_SCRATCH_MS));
  }

  /** In the log as well: what is kept elsewhere shows that the end of the audit chain is missing. */
  private async checkpoint(): Promise<void> {
    const now = Date.now();
    if (now < this.checkpointAt) return;
    const made = await this.checkpoints.make(now);
    this.checkpointAt = now + CHECKPOINT_EVERY_MS;
    if (made !== null) this.resources.log.info({ ...made }, 'audit checkpoint');
  }

  private async expireSessions(): Promise<void> {
    const { store, config } = this.resources;
    await this.resources.live.forget();
    await new EventFiles(store).expire(Date.now() - config.sessionTtlS * 1_000);
    await new VerdictRecords(store).expire(Date.now() - config.retentionDays * DAY_MS);
  }

  private expireDeliveries(): Promise<number> {
    const { store, config } = this.resources;
    return new RemoveDeliveries(store).expire(Date.now() - config.retentionDays * DAY_MS);
  }

  /** One part that fails does not keep the others from running. */
  private async attempt(part: string, work: () => Promise<unknown>): Promise<void> {
    const { log } = this.resources;
    try {
      log.debug({ part, result: await work() }, 'housekeeping');
    } catch (err) {
      log.warn({ part, err }, 'housekeeping failed; the next round tries again');
    }
  }
}
