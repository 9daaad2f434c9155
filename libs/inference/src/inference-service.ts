import { SluiceError, type ModelRef } from '@sluice/contracts';
import type { Inference } from './inference';
import type { InferenceOptions } from './inference-options';
import type { LiveModel } from './live-model';
import type { ModelStatus } from './model-status';
import { allVersions } from './package/all-versions';
import type { VersionFolder } from './package/discover-versions';
import { requireSignature } from './package/model-signature';
import { ModelFamily } from './registry/model-family';
import { ModelLoader } from './registry/model-loader';
import { ModelVersion } from './registry/model-version';
import { reloadFamily, type ReloadSteps } from './registry/reload-family';
import type { ReloadReport, VersionChange } from './registry/reload-report';
import { ThreadPool } from './threads/thread-pool';

/** Servers of remote models that could not be reached are tried again so often. */
const RETRY_REMOTE_MS = 5_000;

type Folders = ReadonlyMap<string, readonly VersionFolder[]>;

/** The models of one process: found, verified, loaded, and scored by the rule of `InferenceOptions.mode`. */
export class InferenceService implements Inference {
  private readonly families = new Map<string, ModelFamily>();
  private readonly pool: ThreadPool;
  private readonly loader: ModelLoader;
  private retrying: NodeJS.Timeout | undefined;
  /** Ends when nothing is being loaded behind the back of callers. */
  private settled: Promise<unknown> = Promise.resolve();
  /** A reload that has not begun to look yet: whoever asks now is served by it. */
  private waiting: Promise<ReloadReport> | undefined;

  private constructor(private readonly options: InferenceOptions) {
    const { threads, observer = {} } = options;
    this.pool = new ThreadPool(threads, observer);
    this.loader = new ModelLoader(options, this.pool, observer, (ref) => this.known(ref));
  }

  /**
   * Resolves when every model has an active version, or none of its versions can be loaded. In `inline-or-threads` mode the other
   * versions are loaded afterwards, one by one; in `threads` mode when `resolve` asks for one.
   * @throws Error when the models folder cannot be read, or a pinned version is not in it.
   */
  static async open(options: InferenceOptions): Promise<InferenceService> {
    const folders = await findVersions(options);
    const service = new InferenceService(options);
    service.pool.start();
    for (const [name, found] of folders) {
      const family = service.newFamily(name);
      for (const folder of found) family.put(service.newVersion(folder));
      service.families.set(name, family);
    }
    await Promise.all(Array.from(service.families.values(), (family) => family.activate()));
    service.retrying = setInterval(() => {
      service.retryRemote();
    }, RETRY_REMOTE_MS).unref();
    if (options.mode === 'inline-or-threads') service.settled = service.loadOthers();
    return service;
  }

  get isCurrent(): boolean {
    return this.options.mirror?.isCurrent ?? true;
  }

  models(): readonly ModelStatus[] {
    return Array.from(this.families.values(), (family) => family.statuses()).flat();
  }

  get(name: string, version?: string): LiveModel {
    return this.familyOf(name).get(version);
  }

  substitutes(name: string, version?: string): readonly LiveModel[] {
    return this.families.get(name)?.substitutes(version) ?? [];
  }

  activate(name: string, version: string | null): void {
    this.familyOf(name).choose(version);
  }

  async resolve(ref: ModelRef): Promise<LiveModel> {
    try {
      return await this.known(ref);
    } catch (error) {
      if (!(error instanceof SluiceError && error.code === 'MODEL_NOT_FOUND')) throw error;
      // It may have been published since this process looked.
      await this.reload();
      return this.known(ref);
    }
  }

  reload(): Promise<ReloadReport> {
    this.waiting ??= this.settled.then(() => {
      this.waiting = undefined;
      return this.reloadNow();
    });
    this.settled = this.waiting.catch(() => undefined);
    return this.waiting;
  }

  async close(): Promise<void> {
    clearInterval(this.retrying);
    await this.settled;
    await this.loader.close();
    await this.pool.close();
  }

  /** After whatever is being loaded, like a reload. */
  private retryRemote(): void {
    this.settled = this.settled.then(() =>
      Promise.all([...this.families.values()].map((family) => family.retryRemote())),
    );
  }

  private async reloadNow(): Promise<ReloadReport> {
    const folders = await allVersions(this.options).catch((cause: unknown) => {
      throw new SluiceError('MODELS_UNREADABLE', 'MODELS_DIR cannot be read. What was loaded still serves.', { cause });
    });
    const steps: ReloadSteps = {
      make: (folder) => this.newVersion(folder),
      unload: (live) => this.loader.unload(live),
    };
    const first = await this.reloadFamilies([...folders.keys(), ...this.families.keys()], folders, steps);
    const failed = first.filter(({ change }) => change === 'failed');
    // A cascade may have come before its members.
    const again = first.length > failed.length ? await this.reloadFamilies(namesOf(failed), folders, steps) : failed;
    return [...first.filter(({ change }) => change !== 'failed'), ...again];
  }

  private async reloadFamilies(names: readonly string[], folders: Folders, steps: ReloadSteps): Promise<ReloadReport> {
    const changes: VersionChange[] = [];
    for (const name of new Set(names)) {
      const family = this.families.get(name) ?? this.newFamily(name);
      changes.push(...(await reloadFamily(family, folders.get(name) ?? [], steps)));
      if (family.isEmpty) this.families.delete(name);
      else this.families.set(name, family);
    }
    return changes;
  }

  private async known(ref: ModelRef): Promise<LiveModel> {
    return this.familyOf(ref.name).resolve(ref);
  }

  private newFamily(name: string): ModelFamily {
    const { modelVersions, observer = {} } = this.options;
    return new ModelFamily(modelVersions.get(name), observer);
  }

  private newVersion(folder: VersionFolder): ModelVersion {
    const { publicKey = null } = this.options;
    return new ModelVersion(
      folder,
      (source) => this.loader.load(source),
      (source) => requireSignature(source, publicKey),
    );
  }

  private familyOf(name: string): ModelFamily {
    const family = this.families.get(name);
    if (!family)
      throw new SluiceError('MODEL_NOT_FOUND', 'There is no such model. GET /v1/models lists what there is.');
    return family;
  }

  private async loadOthers(): Promise<void> {
    for (const family of this.families.values()) await family.loadOthers();
  }
}

function namesOf(changes: ReloadReport): string[] {
  return changes.map(({ name }) => name);
}

async function findVersions(options: InferenceOptions): Promise<Folders> {
  const { modelVersions } = options;
  const folders = await allVersions(options).catch((error: unknown) => {
    throw new Error('MODELS_DIR cannot be read: it must be a folder with <name>/<version>/manifest.json.', {
      cause: error,
    });
  });
  for (const [name, version] of modelVersions) {
    const versions = folders.get(name)?.map((folder) => folder.version) ?? [];
    if (versions.includes(version)) continue;
    const allowed = versions.length > 0 ? `there are ${versions.join(', ')}` : 'there is no such model';
    throw new Error(`MODEL_VERSION pins ${name}=${version}, which is neither in MODELS_DIR nor published: ${allowed}.`);
  }
  return folders;
}
