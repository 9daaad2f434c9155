import type { RolloutRecord } from './rollout';
import type { RolloutLedger } from './rollout-ledger';

/** A rollout that this process could not follow is tried again after this. */
const RETRY_AFTER_MS = 10_000;

/** What a process does with rollouts. */
export interface FollowingProcess {
  /** Models whose version the configuration names follow none. */
  isPinned(model: string): boolean;
  /** Serves a rollout from now on. When it throws, what served before still serves. */
  follow(model: string, record: RolloutRecord): Promise<void>;
  followed(model: string, record: RolloutRecord): void;
  notFollowed(model: string, revision: number, error: unknown): void;
  /** Called once until the store answers again. */
  storeFailed(error: unknown): void;
}

interface Trouble {
  readonly revision: number;
  readonly untilMs: number;
}

/** Keeps a process on the newest rollouts in the object store, whenever it looks. Without the store it goes on with those that it knows. */
export class RolloutFollower {
  private readonly revisions = new Map<string, number>();
  private readonly troubles = new Map<string, Trouble>();
  private looking: Promise<void> = Promise.resolve();
  private storeAnswers = true;

  constructor(
    private readonly ledger: RolloutLedger,
    private readonly process: FollowingProcess,
  ) {}

  /** Revision that this process serves; 0: the rule. */
  revision(model: string): number {
    return this.revisions.get(model) ?? 0;
  }

  /** Follows what is new, after any look under way. Never throws. */
  look(): Promise<void> {
    this.looking = this.looking.then(() => this.lookNow());
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    try {
      for (const model of await this.ledger.models()) {
        const revision = await this.ledger.revision(model);
        if (revision > this.revision(model) && !this.isTroubled(model, revision)) await this.follow(model, revision);
      }
      this.storeAnswers = true;
    } catch (error) {
      if (this.storeAnswers) this.process.storeFailed(error);
      this.storeAnswers = false;
    }
  }

  private isTroubled(model: string, revision: number): boolean {
    const trouble = this.troubles.get(model);
    return trouble?.revision === revision && performance.now() < trouble.untilMs;
  }

  private async follow(model: string, revision: number): Promise<void> {
    if (this.process.isPinned(model)) return;
    const record = await this.ledger.read(model, revision);
    if (record === null) return;
    try {
      await this.process.follow(model, record);
      this.revisions.set(model, revision);
      this.troubles.delete(model);
      this.process.followed(model, record);
    } catch (error) {
      this.process.notFollowed(model, revision, error);
      this.troubles.set(model, { revision, untilMs: performance.now() + RETRY_AFTER_MS });
    }
  }
}
