import { ReloadSignals, RolloutFollower, RolloutLedger, stableOf, type RolloutRecord } from '@sluice/rollouts';
import type { WorkerResources } from '../worker-resources';

/** A change reaches the next job within this and the time to load. */
const LOOK_EVERY_MS = 1_000;
/** A reload for which the store failed is tried again after this. */
const RETRY_AFTER_MS = 10_000;

type FollowingResources = Pick<WorkerResources, 'config' | 'store' | 'inference' | 'log'>;

/**
 * Keeps the versions that this worker gives to work which names none those that the gateways give: what was published and reloaded, and of a rollout the stable one. Jobs of batches
 * name theirs, so nobody looks unless there are sessions to judge.
 */
export class FollowModels {
  private readonly rollouts: RolloutFollower;
  private readonly signals: ReloadSignals;
  private reloaded = 0;
  private retryMs = -Infinity;
  private lookedMs = -Infinity;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly resources: FollowingResources,
    private readonly now: () => number = () => performance.now(),
  ) {
    const { config, store, log } = resources;
    this.signals = new ReloadSignals(store);
    this.rollouts = new RolloutFollower(new RolloutLedger(store), {
      isPinned: (model) => config.modelVersions.has(model),
      follow: (model, record) => this.follow(model, record),
      followed: (model, { revision, rollout }) => {
        log.info({ model, revision, rollout }, 'rollout followed');
      },
      notFollowed: (model, revision, err) => {
        log.error(
          { model, revision, err },
          'rollout cannot be followed; sessions are judged by what judged them before',
        );
      },
      storeFailed: (err) => {
        log.warn({ err }, 'rollouts cannot be read; those that are known go on');
      },
    });
  }

  /** At most once a second; others wait for the look under way. Never throws. */
  look(): Promise<void> {
    const now = this.now();
    if (now - this.lookedMs >= LOOK_EVERY_MS) {
      this.lookedMs = now;
      this.looking = this.looking.then(() => this.reload()).then(() => this.rollouts.look());
    }
    return this.looking;
  }

  /** Once for whatever was signalled before this worker first looked. */
  private async reload(): Promise<void> {
    const { inference, log } = this.resources;
    try {
      const last = await this.signals.last();
      if (last <= this.reloaded || this.now() < this.retryMs) return;
      this.retryMs = this.now() + RETRY_AFTER_MS;
      const changes = await inference.reload();
      for (const { name: model, version, reason } of changes.filter(({ change }) => change === 'failed')) {
        log.error({ model, version, reason }, 'model version not loaded; sessions are judged by what is loaded');
      }
      if (!inference.isCurrent) return;
      this.retryMs = -Infinity;
      this.reloaded = last;
    } catch (err) {
      log.warn({ err }, 'reloads cannot be followed; sessions are judged by what is loaded');
    }
  }

  private async follow(model: string, { rollout, versions }: RolloutRecord): Promise<void> {
    const { inference } = this.resources;
    const stable = stableOf(rollout);
    const ref = versions.find(({ version }) => version === stable);
    if (ref !== undefined) await inference.resolve(ref);
    inference.activate(model, stable);
  }
}
