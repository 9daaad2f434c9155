import { Inject, Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { Inference } from '@sluice/inference';
import { RolloutLedger, TrialBoard, type TrialCounts } from '@sluice/rollouts';
import { INFERENCE } from '../models/inference.token';
import { comparisonView, type ComparisonView } from './comparison-view';
import { Trials } from './trials';

/** Compares the versions of a rollout by what they did. */
@Injectable()
export class CompareModel {
  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    private readonly ledger: RolloutLedger,
    private readonly board: TrialBoard,
    private readonly trials: Trials,
  ) {}

  /**
   * @param wanted undefined: the newest revision
   * @throws SluiceError MODEL_NOT_FOUND, INVALID_PARAMETER (no such revision), STORE_UNAVAILABLE
   */
  async execute(name: string, wanted: number | undefined): Promise<ComparisonView> {
    const statuses = this.inference.models().filter((status) => status.name === name);
    if (statuses.length === 0) {
      throw new SluiceError('MODEL_NOT_FOUND', 'There is no such model. GET /v1/models lists what there is.');
    }
    const newest = await this.ledger.revision(name);
    const revision = wanted ?? newest;
    const record = await this.ledger.read(name, revision);
    if (!record && wanted !== undefined) throw noSuchRevision(newest);
    const active = statuses.find((status) => status.active)?.version ?? null;
    return comparisonView(name, revision, record?.rollout ?? {}, active, await this.countsOf(name, revision));
  }

  /** Without Redis: what this process counted since it is away. */
  private async countsOf(name: string, revision: number): Promise<TrialCounts & { readonly isPartial: boolean }> {
    const trial = this.trials.of(name);
    try {
      return { ...(await this.board.read(name, revision)), isPartial: false };
    } catch (error) {
      if (trial?.record.revision !== revision) throw redisAway(error);
      return { tally: trial.unheard, since: null, isPartial: true };
    }
  }
}

function noSuchRevision(newest: number): SluiceError {
  return new SluiceError('INVALID_PARAMETER', `There is no such revision; the newest is ${newest}.`, {
    errors: [{ pointer: '/query/revision', code: 'OUT_OF_RANGE', message: `must be from 1 to ${newest}` }],
  });
}

function redisAway(cause: unknown): SluiceError {
  return new SluiceError('STATISTICS_UNAVAILABLE', 'Redis does not answer. Send the request again later.', {
    retryAfterS: 5,
    cause,
  });
}
