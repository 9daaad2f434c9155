import { SluiceError, type ModelRef } from '@sluice/contracts';
import type { InferenceObserver } from '../inference-observer';
import type { LiveModel } from '../live-model';
import type { ModelStatus } from '../model-status';
import type { ModelVersion } from './model-version';

/** All versions of one model, and which of them is active. */
export class ModelFamily {
  private active: ModelVersion | undefined;
  /** Versions being loaded: a cascade may ask for one that is. */
  private readonly loads = new Map<ModelVersion, Promise<void>>();

  /** @param versions newest first; @param pin the only version that may be active, one of them */
  constructor(
    private readonly versions: readonly ModelVersion[],
    private readonly pin: string | undefined,
    private readonly observer: InferenceObserver,
  ) {}

  /** Loads versions from the newest on until one is good, or only the pinned one. */
  async activate(): Promise<void> {
    const candidates = this.versions.filter(({ folder }) => this.pin === undefined || folder.version === this.pin);
    for (const version of candidates) {
      await this.load(version);
      if (this.active) return;
    }
  }

  /** Loads the versions that are not active, so that requests can name them. */
  async loadOthers(): Promise<void> {
    for (const version of this.versions) {
      if (!version.isSettled) await this.load(version);
    }
  }

  statuses(): ModelStatus[] {
    return this.versions.map((version) => version.status(version === this.active));
  }

  /** @throws SluiceError MODEL_NOT_FOUND, MODEL_NOT_READY. */
  get(wanted?: string): LiveModel {
    const version = wanted === undefined ? (this.active ?? this.preferred()) : this.find(wanted);
    if (version.live) return version.live;
    throw notReady(version.reason);
  }

  /** @throws SluiceError MODEL_NOT_FOUND, MODEL_NOT_READY. */
  async resolve(ref: ModelRef): Promise<LiveModel> {
    const version = this.find(ref.version);
    // Before it is loaded: no cascade can name itself by digest, so none can come to wait for itself.
    if (((await version.digest()) ?? ref.digest) !== ref.digest) throw otherDigest();
    await this.load(version);
    if (!version.live) throw notReady(version.reason);
    if (version.live.ref.digest !== ref.digest) throw otherDigest();
    return version.live;
  }

  private load(version: ModelVersion): Promise<void> {
    const loading = this.loads.get(version) ?? this.bringUp(version).finally(() => this.loads.delete(version));
    this.loads.set(version, loading);
    return loading;
  }

  private async bringUp(version: ModelVersion): Promise<void> {
    const wasSettled = version.isSettled;
    await version.load();
    if (version.live && this.mayServe(version)) this.active ??= version;
    if (!wasSettled) this.observer.stateChanged?.(version.status(version === this.active));
  }

  /** Not before the newer ones have been tried. */
  private mayServe(version: ModelVersion): boolean {
    if (this.pin !== undefined) return version.folder.version === this.pin;
    return this.versions.slice(0, this.versions.indexOf(version)).every(({ isSettled }) => isSettled);
  }

  private find(wanted: string): ModelVersion {
    const version = this.versions.find(({ folder }) => folder.version === wanted);
    if (!version)
      throw new SluiceError('MODEL_NOT_FOUND', 'This model has no such version. GET /v1/models lists what there is.');
    return version;
  }

  /** The version that would be active if it could be loaded: its reason is the one to tell. */
  private preferred(): ModelVersion {
    return this.find(this.pin ?? this.versions[0]?.folder.version ?? '');
  }
}

function otherDigest(): SluiceError {
  return new SluiceError(
    'MODEL_NOT_FOUND',
    'The files of this model version are not those asked for: its digest differs.',
  );
}

function notReady(reason: string | null): SluiceError {
  const why =
    reason === null ? 'This model version is still being loaded.' : `This model version is unavailable: ${reason}.`;
  return new SluiceError('MODEL_NOT_READY', `${why} GET /v1/models shows the state of every version.`, {
    retryAfterS: 5,
  });
}
