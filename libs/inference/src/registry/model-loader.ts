import type { InferenceObserver } from '../inference-observer';
import type { InferenceOptions } from '../inference-options';
import type { LiveModel } from '../live-model';
import { isGraphSource, type GraphSource } from '../package/graph-source';
import type { ModelSource } from '../package/read-manifest';
import { loadModel, type LoadedModel } from '../runtime/load-model';
import type { ThreadPool } from '../threads/thread-pool';
import { isCascadeSource, loadCascade, type ResolveMember } from './cascade-loader';
import type { CascadeModel, CascadeSource } from './cascade-model';
import { loadRemote } from '../remote/load-remote';
import { isRemoteSource, type RemoteSource } from '../remote/remote-model';
import { GatheredModel } from './gathered-model';
import { PooledModel } from './pooled-model';

/** Up to this a run costs about as much as the way to a thread and back, and holds up the event loop no longer than a GC does. */
const INLINE_RUN_MS = 1;

/** Answers what a model accepted, then frees what it holds. */
type Close = () => Promise<void>;

/** Decides where a version runs, loads it there, and undoes that at the end. */
export class ModelLoader {
  private readonly cascades = new Map<LiveModel, CascadeModel>();
  private readonly graphs = new Map<LiveModel, Close>();
  /** Members of cascades that were to be unloaded: each goes with the last cascade that asks it. */
  private readonly retired = new Set<LiveModel>();

  /** @param resolve gives the members of cascades */
  constructor(
    private readonly options: Pick<InferenceOptions, 'mode' | 'threads' | 'processes'>,
    private readonly pool: ThreadPool,
    private readonly observer: InferenceObserver,
    private readonly resolve: ResolveMember,
  ) {}

  /** @throws Error with the reason why the version is unavailable. */
  async load(source: ModelSource): Promise<LiveModel> {
    if (isCascadeSource(source)) return this.loadCascade(source);
    if (isRemoteSource(source)) return this.loadRemote(source);
    if (isGraphSource(source)) return this.loadGraph(source);
    throw new Error('/runtime is not known');
  }

  /** Refuses new calls of a version that `load` gave, answers the accepted ones and frees it. What a cascade still asks lives on. */
  async unload(live: LiveModel): Promise<void> {
    const cascade = this.cascades.get(live);
    if (cascade) {
      await cascade.drain();
      this.cascades.delete(live);
      await Promise.all([...this.retired].map((member) => this.unload(member)));
      return;
    }
    this.retired.add(live);
    if ([...this.cascades.values()].some((other) => other.asks(live))) return;
    this.retired.delete(live);
    const close = this.graphs.get(live);
    this.graphs.delete(live);
    await close?.();
  }

  /** Cascades first: until they are drained they may ask their members. */
  async close(): Promise<void> {
    await Promise.all([...this.cascades.keys()].map((cascade) => this.unload(cascade)));
    await Promise.all([...this.graphs.keys()].map((model) => this.unload(model)));
  }

  private async loadCascade(source: CascadeSource): Promise<LiveModel> {
    const cascade = await loadCascade(source, this.resolve);
    this.cascades.set(cascade, cascade);
    return cascade;
  }

  private async loadRemote(source: RemoteSource): Promise<LiveModel> {
    const model = await loadRemote(source, this.observer);
    this.graphs.set(model, () => model.close());
    return model;
  }

  private async loadGraph(source: GraphSource): Promise<LiveModel> {
    const pooled = new PooledModel(source, this.pool, this.observer);
    if (this.options.mode === 'threads') {
      await this.pool.load(source);
      this.graphs.set(pooled, () => pooled.close());
      return pooled;
    }
    const inline = await this.loadInline(source);
    // A thread loads what it is asked for, and few cheap models are ever asked for more than fits inline. Dear ones are ready when the threads are.
    if (!inline) await this.pool.load(source);
    const model = new GatheredModel(pooled, this.options, inline?.scorer, this.observer);
    this.graphs.set(model, async () => {
      await model.drain();
      await pooled.close();
      await inline?.release();
    });
    return model;
  }

  /** The cost in the manifest keeps a dear model from being loaded here at all; the warm-up on this machine has the last word. */
  private async loadInline(source: GraphSource): Promise<LoadedModel | undefined> {
    if (source.manifest.cost_us >= INLINE_RUN_MS * 1_000) return undefined;
    const loaded = await loadModel(source);
    if (loaded.runMs < INLINE_RUN_MS) return loaded;
    await loaded.release();
    return undefined;
  }
}
