import type { InferenceObserver } from '../inference-observer';
import type { InferenceOptions } from '../inference-options';
import type { LiveModel } from '../live-model';
import { isGraphSource, type GraphSource } from '../package/graph-source';
import type { ModelSource } from '../package/read-manifest';
import { loadModel, type LoadedModel } from '../runtime/load-model';
import type { ThreadPool } from '../threads/thread-pool';
import { CascadeLoader, isCascadeSource, type ResolveMember } from './cascade-loader';
import { GatheredModel } from './gathered-model';
import { PooledModel } from './pooled-model';

/** Up to this a run costs about as much as the way to a thread and back, and holds up the event loop no longer than a GC does. */
const INLINE_RUN_MS = 1;

/** Decides where a version runs, loads it there, and undoes that at the end. */
export class ModelLoader {
  private readonly gathered: GatheredModel[] = [];
  private readonly inline: LoadedModel[] = [];
  private readonly cascades: CascadeLoader;

  /** @param resolve gives the members of cascades */
  constructor(
    private readonly mode: InferenceOptions['mode'],
    private readonly pool: ThreadPool,
    private readonly observer: InferenceObserver,
    resolve: ResolveMember,
  ) {
    this.cascades = new CascadeLoader(resolve);
  }

  /** @throws Error with the reason why the version is unavailable. */
  async load(source: ModelSource): Promise<LiveModel> {
    if (isCascadeSource(source)) return this.cascades.load(source);
    if (isGraphSource(source)) return this.loadGraph(source);
    throw new Error('/runtime is not known');
  }

  private async loadGraph(source: GraphSource): Promise<LiveModel> {
    const pooled = new PooledModel(source, this.pool, this.observer);
    if (this.mode === 'threads') {
      await this.pool.load(source);
      return pooled;
    }
    const onThreads = this.pool.load(source);
    // It is awaited below; until then it may fail unheard, as it does when the version is bad.
    onThreads.catch(() => undefined);
    const inline = await this.loadInline(source);
    if (inline) this.inline.push(inline);
    // Not ready before the threads are: a process that fails to start and exits while a thread loads would abort.
    await onThreads;
    const model = new GatheredModel(pooled, this.pool.size, inline?.scorer, this.observer);
    this.gathered.push(model);
    return model;
  }

  /** Answers what was accepted, then frees what was loaded on this thread. */
  async close(): Promise<void> {
    await this.cascades.drain();
    await Promise.all(this.gathered.map((model) => model.drain()));
    await Promise.all(this.inline.map((model) => model.release()));
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
