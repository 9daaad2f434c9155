import type { Digest, FallbackStep } from '@sluice/contracts';
import type { LiveModel } from '../live-model';
import type { ModelStatus } from '../model-status';
import type { VersionFolder } from '../package/discover-versions';
import { readManifest, type ModelSource } from '../package/read-manifest';
import { failureReason } from '../failure-reason';
import { loadRules, type RulesModel } from '../rules/rules-model';

/** Makes a live model of a version whose manifest is valid. */
export type LoadVersion = (source: ModelSource) => Promise<LiveModel>;

type Progress =
  | { readonly state: 'LOADING' }
  | { readonly state: 'READY'; readonly live: LiveModel }
  | { readonly state: 'UNAVAILABLE'; readonly reason: string };

/** One version folder and how far it has come. However many ask, it is loaded once. */
export class ModelVersion {
  private progress: Progress = { state: 'LOADING' };
  private source: ModelSource | undefined;
  private ruleModel: RulesModel | null = null;
  private loading: Promise<void> | undefined;

  constructor(
    readonly folder: VersionFolder,
    private readonly loadVersion: LoadVersion,
    /** Throws Error with the reason why a version must not be used. */
    private readonly check: (source: ModelSource) => Promise<void>,
  ) {}

  get live(): LiveModel | undefined {
    return this.progress.state === 'READY' ? this.progress.live : undefined;
  }

  /** Why the version is unavailable; null in the other states. */
  get reason(): string | null {
    return this.progress.state === 'UNAVAILABLE' ? this.progress.reason : null;
  }

  /** Whether what kept it from loading may pass by itself: its servers. */
  get isRetried(): boolean {
    return this.progress.state === 'UNAVAILABLE' && this.source?.manifest.runtime === 'oip';
  }

  get isSettled(): boolean {
    return this.progress.state !== 'LOADING';
  }

  /** What its manifest lets stand in for it, in this order, `previous` unresolved. Known even when its graph cannot be loaded. */
  get fallback(): readonly FallbackStep[] {
    return this.source?.manifest.fallback ?? [];
  }

  /** The rules that may stand in for it; null when there are none. */
  get rules(): LiveModel | null {
    return this.ruleModel;
  }

  /** Of manifest.json: as it was loaded, else as it stands; undefined when it cannot be read. */
  async digest(): Promise<Digest | undefined> {
    if (this.live) return this.live.ref.digest;
    const source = await readManifest(this.folder).catch(() => undefined);
    return source?.digest;
  }

  /**
   * Loads the version unless it is loaded or being loaded; one that failed is tried again, for the reason may have been a passing one.
   * Never throws: a version that cannot be loaded is UNAVAILABLE with the reason.
   */
  load(): Promise<void> {
    this.loading ??= this.bringUp();
    return this.loading;
  }

  status(active: boolean): ModelStatus {
    const { name, version } = this.folder;
    const { manifest = null, digest = null } = this.source ?? {};
    return { name, version, state: this.progress.state, reason: this.reason, active, manifest, digest };
  }

  private async bringUp(): Promise<void> {
    try {
      const source = await readManifest(this.folder);
      // Before anything of it is used: neither its rules nor its words on who stands in for it.
      await this.check(source);
      this.source = source;
      this.ruleModel = await loadRules(source);
      this.progress = { state: 'READY', live: await this.loadVersion(source) };
    } catch (error) {
      this.progress = { state: 'UNAVAILABLE', reason: failureReason(error) };
      this.loading = undefined;
    }
  }
}
