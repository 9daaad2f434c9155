import { SluiceError, type ModelRef } from '@sluice/contracts';
import type { Inference } from './inference';
import type { InferenceOptions } from './inference-options';
import type { LiveModel } from './live-model';
import type { ModelStatus } from './model-status';
import { discoverVersions, type VersionFolder } from './package/discover-versions';
import { ModelFamily } from './registry/model-family';
import { ModelLoader } from './registry/model-loader';
import { ModelVersion } from './registry/model-version';
import { ThreadPool } from './threads/thread-pool';

type Families = ReadonlyMap<string, ModelFamily>;
type Folders = ReadonlyMap<string, readonly VersionFolder[]>;

/** The models of one process: found, verified, loaded, and scored by the rule of `InferenceOptions.mode`. */
export class InferenceService implements Inference {
  private background: Promise<void> = Promise.resolve();

  private constructor(
    private readonly families: Families,
    private readonly loader: ModelLoader,
    private readonly pool: ThreadPool,
  ) {}

  /**
   * Resolves when every model has an active version, or none of its versions can be loaded. In `inline-or-threads` mode the other
   * versions are loaded afterwards, one by one; in `threads` mode when `resolve` asks for one.
   * @throws Error when the models folder cannot be read, or a pinned version is not in it.
   */
  static async open(options: InferenceOptions): Promise<InferenceService> {
    const { threads, mode, observer = {} } = options;
    const folders = await findVersions(options);
    const pool = new ThreadPool(threads, observer);
    pool.start();
    const families = new Map<string, ModelFamily>();
    const loader = new ModelLoader(mode, pool, observer, async (ref) => familyOf(families, ref.name).resolve(ref));
    for (const [name, found] of folders) {
      const versions = found.map((folder) => new ModelVersion(folder, (source) => loader.load(source)));
      families.set(name, new ModelFamily(versions, options.modelVersions.get(name), observer));
    }
    await Promise.all(Array.from(families.values(), (family) => family.activate()));
    const service = new InferenceService(families, loader, pool);
    if (mode === 'inline-or-threads') service.background = service.loadOthers();
    return service;
  }

  models(): readonly ModelStatus[] {
    return Array.from(this.families.values(), (family) => family.statuses()).flat();
  }

  get(name: string, version?: string): LiveModel {
    return familyOf(this.families, name).get(version);
  }

  async resolve(ref: ModelRef): Promise<LiveModel> {
    return familyOf(this.families, ref.name).resolve(ref);
  }

  async close(): Promise<void> {
    await this.background;
    await this.loader.close();
    await this.pool.close();
  }

  private async loadOthers(): Promise<void> {
    for (const family of this.families.values()) await family.loadOthers();
  }
}

function familyOf(families: Families, name: string): ModelFamily {
  const family = families.get(name);
  if (!family) throw new SluiceError('MODEL_NOT_FOUND', 'There is no such model. GET /v1/models lists what there is.');
  return family;
}

async function findVersions({ modelsDir, modelVersions }: InferenceOptions): Promise<Folders> {
  const folders = await discoverVersions(modelsDir).catch((error: unknown) => {
    throw new Error('MODELS_DIR cannot be read: it must be a folder with <name>/<version>/manifest.json.', {
      cause: error,
    });
  });
  for (const [name, version] of modelVersions) {
    const versions = folders.get(name)?.map((folder) => folder.version) ?? [];
    if (versions.includes(version)) continue;
    const allowed = versions.length > 0 ? `there are ${versions.join(', ')}` : 'there is no such model';
    throw new Error(`MODEL_VERSION pins ${name}=${version}, which is not in MODELS_DIR: ${allowed}.`);
  }
  return folders;
}
