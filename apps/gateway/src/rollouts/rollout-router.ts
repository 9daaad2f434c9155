import { Inject, Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { Inference, LiveModel } from '@sluice/inference';
import { chooseShare, sharesOf, stableOf, type RolloutRecord, type Share } from '@sluice/rollouts';
import { INFERENCE } from '../models/inference.token';
import { Trials } from './trials';

/** Chooses the version that answers a request. Models whose traffic is not shared out have no route: for them it costs one look-up. */
@Injectable()
export class RolloutRouter {
  private readonly routes = new Map<string, readonly Share[]>();

  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    private readonly trials: Trials,
  ) {}

  /**
   * @param version named by the request: outside of any rollout
   * @param key id of the session, else of the user, else of the request: one key sees one version
   * @throws SluiceError MODEL_NOT_FOUND, MODEL_NOT_READY.
   */
  choose(model: string, version: string | undefined, key: string): LiveModel {
    const shares = version === undefined ? this.routes.get(model) : undefined;
    if (!shares) return this.inference.get(model, version);
    try {
      return this.inference.get(model, chooseShare(model, key, shares));
    } catch (error) {
      // Its folder was taken away under the rollout: the stable version answers.
      if (error instanceof SluiceError) return this.inference.get(model);
      throw error;
    }
  }

  /**
   * Who answers for a version that fails, in the order in which to ask: the stable one for the others of a rollout, then what its manifest names.
   * @param version undefined: none could be chosen
   */
  substitutes(model: string, version: string | undefined): readonly LiveModel[] {
    const declared = this.inference.substitutes(model, version);
    if (version === undefined || !this.routes.has(model)) return declared;
    const stable = this.inference.get(model);
    return stable.ref.version === version || declared[0] === stable ? declared : [stable, ...declared];
  }

  /** A version that `choose` gave could not answer. */
  failed(model: string, version: string): void {
    this.trials.of(model)?.counts.live(version).failed();
  }

  /**
   * Serves a rollout from now on.
   * @throws SluiceError when one of its versions cannot be loaded here: all requests get its stable version then, if that one can
   */
  async follow(model: string, record: RolloutRecord): Promise<void> {
    const { rollout, versions } = record;
    const stable = stableOf(rollout);
    const loads = await Promise.allSettled(versions.map((ref) => this.inference.resolve(ref)));
    const failed = loads.find((load) => load.status === 'rejected');
    const isStableLoaded = versions.every(({ version }, i) => version !== stable || loads[i]?.status === 'fulfilled');
    if (isStableLoaded) {
      const shares = failed ? [] : sharesOf(rollout);
      this.inference.activate(model, stable);
      if (shares.length > 1) this.routes.set(model, shares);
      else this.routes.delete(model);
      if (failed) this.trials.end(model);
      else this.trials.follow(model, record);
    }
    if (failed) throw failed.reason;
  }
}
