import { Inject, Injectable } from '@nestjs/common';
import type { AuditEntry } from '@sluice/audit';
import { LOCAL_TENANT, newId } from '@sluice/contracts';
import { LOGGER } from '@sluice/platform';
import {
  breaches,
  DEFAULT_GUARD,
  RolloutLedger,
  TrialBoard,
  versionsOf,
  type Breach,
  type Rollout,
  type TrialTally,
} from '@sluice/rollouts';
import type { Logger } from 'pino';
import { AuditNotes } from '../audit/audit-notes';
import { FollowRollouts } from './follow-rollouts';
import { countRollback } from './trial-metrics';
import type { Trial } from './trial';

/** Takes a canary back that leaves its bounds: writes the next revision, with the evidence. Of several processes one does. */
@Injectable()
export class GuardCanary {
  constructor(
    @Inject(LOGGER) private readonly log: Logger,
    private readonly board: TrialBoard,
    private readonly ledger: RolloutLedger,
    private readonly following: FollowRollouts,
    private readonly notes: AuditNotes,
  ) {}

  /** @throws SluiceError STORE_UNAVAILABLE, STORAGE_FULL */
  async execute(trial: Trial): Promise<void> {
    const { canary, stable } = trial.record.rollout;
    if (!canary || stable === undefined) return;
    const counts = await this.countsOf(trial);
    const broken = breaches(counts.live(stable), counts.live(canary.version), { ...DEFAULT_GUARD, ...canary.guard });
    if (broken.length > 0) await this.takeBack(trial, canary.version, stable, broken);
  }

  /** Without Redis: what this process counted since it is away. */
  private async countsOf({ model, record, unheard }: Trial): Promise<TrialTally> {
    return this.board.read(model, record.revision).then(
      ({ tally }) => tally,
      () => unheard,
    );
  }

  private async takeBack(trial: Trial, version: string, stable: string, broken: readonly Breach[]): Promise<void> {
    const { model, record } = trial;
    const rollout = withoutCanary(record.rollout, stable);
    const serving = versionsOf(rollout);
    const isFirst = await this.ledger.append(model, {
      revision: record.revision + 1,
      at: Date.now(),
      rollout,
      versions: record.versions.filter((ref) => serving.includes(ref.version)),
      rollback: { revision: record.revision, version, breaches: broken },
    });
    if (isFirst) {
      countRollback(model, version);
      this.log.error({ model, version, stable, breaches: broken }, 'canary rolled back');
      await this.notes.note(rollbackEntry(model, record.revision + 1, version, broken));
    }
    await this.following.look();
  }
}

function rollbackEntry(model: string, revision: number, version: string, broken: readonly Breach[]): AuditEntry {
  return {
    ...{ actor: 'system', tenant: LOCAL_TENANT, action: 'rollout.rollback', target: model, outcome: 'done' },
    ...{ request_id: newId(), detail: { revision, version, breaches: broken.map((breach) => ({ ...breach })) } },
  };
}

function withoutCanary({ shadow }: Rollout, stable: string): Rollout {
  return { pinned: stable, ...(shadow && { shadow }) };
}
