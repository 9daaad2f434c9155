import { newId } from '@sluice/contracts';
import { TrialTally, type RolloutRecord, type TrialBoard, type TrialEntries } from '@sluice/rollouts';

/** A rollout in which several versions can be compared, and what this process counted of it and has not handed on yet. */
export class Trial {
  private readonly id = newId();
  private tally = new TrialTally();
  /** Under way, or without an answer: Redis may have counted them or not. */
  private offered: TrialEntries = [];
  private offers = 0;

  constructor(
    readonly model: string,
    readonly record: RolloutRecord,
  ) {}

  /** Where to count. Not to be kept: it changes. */
  get counts(): TrialTally {
    return this.tally;
  }

  /** What Redis is not known to have. */
  get unheard(): TrialTally {
    const all = TrialTally.of(this.offered);
    all.add(this.tally.entries());
    return all;
  }

  get shadows(): readonly string[] {
    return this.record.rollout.shadow ?? [];
  }

  /** Hands on what was counted; what has no answer yet goes first, under its old number, so that it counts once. Never throws. */
  async handOn(board: TrialBoard): Promise<void> {
    if (await this.offer(board)) await this.offer(board);
  }

  /** @returns whether Redis has what was offered */
  private async offer(board: TrialBoard): Promise<boolean> {
    if (this.offered.length === 0) {
      this.offered = this.tally.entries();
      if (this.offered.length === 0) return true;
      this.tally = new TrialTally();
      this.offers++;
    }
    const { model, record, id: from, offers: number } = this;
    const hasArrived = await board.add(model, record.revision, { from, number, entries: this.offered }).then(
      () => true,
      () => false,
    );
    if (hasArrived) this.offered = [];
    return hasArrived;
  }
}
