import { SluiceError, type ModelRef } from '@sluice/contracts';
import type { InferenceObserver } from '../inference-observer';
import type { LiveModel } from '../live-model';
import type { ModelStatus } from '../model-status';
import { compareVersions } from '../package/semantic-version';
import type { ModelVersion } from './model-version';

/** All versions of one model, and which of them is active. */
export class ModelFamily {
  /** Newest first. */
  private versions: readonly ModelVersion[] = [];
  private active: ModelVersion | undefined;
  /** What `choose` named; null: the rule. */
  private chosen: string | null = null;
  /** Versions being loaded: a cascade may ask for one that is. */
  private readonly loads = new Map<ModelVersion, Promise<void>>();

  /** @param pin the only version that may be active unless `choose` names another */
  constructor(
    private readonly pin: string | undefined,
    private readonly observer: InferenceObserver,
  ) {}

  get isEmpty(): boolean {
    return this.versions.length === 0;
  }

  /** Puts a version into its place, or into that of the one with the same number. */
  put(version: ModelVersion): void {
    const others = this.versions.filter(({ folder }) => folder.version !== version.folder.version);
    this.versions = [...others, version].sort((a, b) => compareVersions(b.folder.version, a.folder.version));
    this.appoint();
  }

  remove(version: ModelVersion): void {
    this.versions = this.versions.filter((other) => other !== version);
    this.appoint();
  }

  /** Loads versions from the newest on until one is good, or only the pinned one. */
  async activate(): Promise<void> {
    for (const version of this.candidates()) {
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

  /** Tries remote versions again whose servers could not be reached when they were loaded. */
  async retryRemote(): Promise<void> {
    await Promise.all(this.versions.filter(({ isRetried }) => isRetried).map((version) => this.load(version)));
  }

  /** Loads a version unless it is loaded, or being loaded. Never throws: a version that cannot be loaded is UNAVAILABLE. */
  load(version: ModelVersion): Promise<void> {
    const loading = this.loads.get(version) ?? this.bringUp(version).finally(() => this.loads.delete(version));
    this.loads.set(version, loading);
    return loading;
  }

  /** Makes a loaded version the active one; null: back to the rule. @throws SluiceError MODEL_NOT_FOUND, MODEL_NOT_READY. */
  choose(wanted: string | null): void {
    if (wanted !== null) this.get(wanted);
    this.chosen = wanted;
    this.appoint();
  }

  statuses(): ModelStatus[] {
    return this.versions.map((version) => version.status(version === this.active));
  }

  withNumber(version: string): ModelVersion | undefined {
    return this.versions.find(({ folder }) => folder.version === version);
  }

  all(): readonly ModelVersion[] {
    return this.versions;
  }

  /** @throws SluiceError MODEL_NOT_FOUND, MODEL_NOT_READY. */
  get(wanted?: string): LiveModel {
    const version = wanted === undefined ? (this.active ?? this.preferred()) : this.find(wanted);
    if (version.live) return version.live;
    throw notReady(version.reason);
  }

  /** What stands in for the version that `get` gives, or would give. */
  substitutes(wanted?: string): LiveModel[] {
    const version = wanted === undefined ? (this.active ?? this.preferred()) : this.withNumber(wanted);
    if (!version) return [];
    const older = this.versions.slice(this.versions.indexOf(version) + 1).find(({ live }) => live !== undefined);
    return version.fallback.flatMap(({ type }) => (type === 'rules' ? version.rules : older?.live) ?? []);
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

  private async bringUp(version: ModelVersion): Promise<void> {
    const { isSettled: wasSettled, live: before } = version;
    await version.load();
    this.appoint();
    if (!wasSettled || version.live !== before) this.observer.stateChanged?.(version.status(version === this.active));
  }

  /** The chosen version, else the newest good one: an older one serves only when the newer ones have been tried. */
  private appoint(): void {
    const chosen = this.chosen === null ? undefined : this.withNumber(this.chosen);
    const tried = this.candidates().findIndex(({ live, isSettled }) => live !== undefined || !isSettled);
    const newest = this.candidates()[tried];
    this.active = chosen?.live ? chosen : newest?.live ? newest : undefined;
  }

  private candidates(): readonly ModelVersion[] {
    return this.versions.filter(({ folder }) => this.pin === undefined || folder.version === this.pin);
  }

  private find(wanted: string): ModelVersion {
    const version = this.withNumber(wanted);
    if (version) return version;
    throw new SluiceError('MODEL_NOT_FOUND', 'This model has no such version. GET /v1/models lists what there is.');
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
