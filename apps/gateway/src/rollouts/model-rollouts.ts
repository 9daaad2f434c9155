import { Inject, Injectable } from '@nestjs/common';
import { SluiceError, type ModelRef } from '@sluice/contracts';
import type { Inference, ModelStatus } from '@sluice/inference';
import { LOGGER, type Config } from '@sluice/platform';
import { checkRollout, RolloutLedger, versionsOf, type Rollout, type VersionFacts } from '@sluice/rollouts';
import type { Logger } from 'pino';
import { CONFIG } from '../http/config.token';
import { INFERENCE } from '../models/inference.token';
import { FollowRollouts } from './follow-rollouts';
import { rolloutView, type RolloutView } from './rollout-view';

/** Revisions that an answer shows. */
const HISTORY = 10;

/** Reads and changes which versions of a model serve. */
@Injectable()
export class ModelRollouts {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(INFERENCE) private readonly inference: Inference,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly ledger: RolloutLedger,
    private readonly following: FollowRollouts,
  ) {}

  /** @throws SluiceError MODEL_NOT_FOUND, STORE_UNAVAILABLE */
  async read(model: string): Promise<RolloutView> {
    const active = activeOf(this.statuses(model))?.version ?? null;
    return rolloutView(model, await this.ledger.history(model, HISTORY), active, this.following.revision(model));
  }

  /**
   * Writes the next revision, and serves it in this process before it answers; the others follow within seconds.
   * @throws SluiceError MODEL_NOT_FOUND, INVALID_ROLLOUT, ROLLOUT_CONFLICT (pinned by MODEL_VERSION, or somebody was first), STORE_UNAVAILABLE,
   * STORAGE_FULL; what served before still serves
   */
  async set(model: string, wanted: Rollout): Promise<RolloutView> {
    const statuses = this.statuses(model);
    if (this.config.modelVersions.has(model)) throw pinnedBySetting();
    const active = activeOf(statuses)?.version ?? null;
    const rollout = withStable(wanted, active);
    const errors = checkRollout(rollout, factsOf(statuses, rollout), active);
    if (errors.length > 0) {
      throw new SluiceError('INVALID_ROLLOUT', 'Nothing was changed. Correct what errors names.', { errors });
    }
    const revision = (await this.ledger.revision(model)) + 1;
    const versions = versionsOf(rollout).map((version) => refOf(statuses, version));
    if (!(await this.ledger.append(model, { revision, at: Date.now(), rollout, versions }))) throw somebodyWasFirst();
    this.log.info({ model, revision, rollout }, 'rollout set');
    await this.following.look();
    return this.read(model);
  }

  private statuses(model: string): readonly ModelStatus[] {
    const found = this.inference.models().filter(({ name }) => name === model);
    if (found.length > 0) return found;
    throw new SluiceError('MODEL_NOT_FOUND', 'There is no such model. GET /v1/models lists what there is.');
  }
}

function activeOf(statuses: readonly ModelStatus[]): ModelStatus | undefined {
  return statuses.find(({ active }) => active);
}

/** A canary that does not say what it is compared with stands beside what serves now. */
function withStable(rollout: Rollout, active: string | null): Rollout {
  if (!rollout.canary || rollout.stable !== undefined || active === null) return rollout;
  return { ...rollout, stable: active };
}

function factsOf(statuses: readonly ModelStatus[], rollout: Rollout): VersionFacts[] {
  const isTrial = versionsOf(rollout).length > 1 || rollout.shadow !== undefined;
  const kind = isTrial ? activeOf(statuses)?.manifest?.kind : undefined;
  return statuses.map((status) => ({ version: status.version, problem: problemOf(status, kind) }));
}

function problemOf({ state, reason, manifest }: ModelStatus, kind: string | undefined): string | null {
  if (state === 'LOADING') return 'it is still being loaded; try again soon';
  if (state === 'UNAVAILABLE') return reason ?? 'it cannot be loaded';
  return kind === undefined || manifest?.kind === kind ? null : 'it takes other inputs than the version that serves';
}

function refOf(statuses: readonly ModelStatus[], version: string): ModelRef {
  const found = statuses.find((status) => status.version === version);
  if (!found?.digest)
    throw new SluiceError('INTERNAL', 'A version was unloaded while it was rolled out. Send it again.');
  return { name: found.name, version, digest: found.digest };
}

function pinnedBySetting(): SluiceError {
  return new SluiceError(
    'ROLLOUT_CONFLICT',
    'MODEL_VERSION pins this model. Take it out of the setting, then restart.',
  );
}

function somebodyWasFirst(): SluiceError {
  return new SluiceError(
    'ROLLOUT_CONFLICT',
    'Another change was made at the same time. Read the rollout, then decide.',
  );
}
