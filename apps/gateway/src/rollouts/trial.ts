import { TrialTally, type RolloutRecord, type TrialEntries } from '@sluice/rollouts';

/** A rollout in which several versions can be compared, and what this process counted of it and has not handed on yet. */
export class Trial {
  private tally = new TrialTally();

  constructor(
    readonly model: string,
    readonly record: RolloutRecord,
  ) {}

  /** Where to count. Not to be kept: it changes. */
  get counts(): TrialTally {
    return this.tally;
  }

  get shadows(): readonly string[] {
    return this.record.rollout.shadow ?? [];
  }

  /** What was counted since the last time. */
  take(): TrialEntries {
    const entries = this.tally.entries();
    this.tally = new TrialTally();
    return entries;
  }

  /** Entries that could not be handed on. */
  giveBack(entries: TrialEntries): void {
    this.tally.add(entries);
  }
}
