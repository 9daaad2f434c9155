import { Injectable } from '@nestjs/common';
import { sharesOf, type RolloutRecord } from '@sluice/rollouts';
import { Trial } from './trial';

/** The trials under way in this process, one a model at most. */
@Injectable()
export class Trials {
  private readonly current = new Map<string, Trial>();
  /** Their last counts are not handed on yet. */
  private ended: Trial[] = [];

  /** undefined for a model of which only one version serves: the way of nearly every request. */
  of(model: string): Trial | undefined {
    return this.current.get(model);
  }

  /** Begins the trial that a rollout asks for; ends the one before. */
  follow(model: string, record: RolloutRecord): void {
    this.end(model);
    const { rollout } = record;
    const isTrial = sharesOf(rollout).length > 1 || (rollout.shadow ?? []).length > 0;
    if (isTrial) this.current.set(model, new Trial(model, record));
  }

  end(model: string): void {
    const trial = this.current.get(model);
    if (trial) this.ended.push(trial);
    this.current.delete(model);
  }

  running(): readonly Trial[] {
    return [...this.current.values()];
  }

  /** Those that ended since the last time. */
  takeEnded(): readonly Trial[] {
    const { ended } = this;
    this.ended = [];
    return ended;
  }
}
