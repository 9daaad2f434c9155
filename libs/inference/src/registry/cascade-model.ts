import type { CascadeManifest, ModelRef, ModelRows } from '@sluice/contracts';
import type { LiveModel, Scored, ScoreOptions } from '../live-model';
import type { ModelSource } from '../package/read-manifest';
import { shuttingDown } from '../refusals';
import { textsOf } from '../rows/texts-of';
import { blendScores, isUncertain } from './cascade-blend';
import { modelRef } from './model-ref';

/** A version made of two others. */
export interface CascadeSource extends ModelSource {
  readonly manifest: CascadeManifest;
}

/** The models that a cascade asks. */
export interface CascadeMembers {
  readonly fast: LiveModel;
  readonly deep: LiveModel;
}

/**
 * Asks the fast model for all rows and the deep one only for those that it leaves uncertain. The score of a row depends on its text alone.
 * It has no inference thread of its own: each member is asked as anybody asks it, so a cascade holds nothing while it waits.
 */
export class CascadeModel implements LiveModel {
  readonly ref: ModelRef;
  readonly manifest: CascadeManifest;
  readonly instances = null;
  private readonly calls = new Set<Promise<Scored>>();
  private draining = false;

  constructor(
    source: CascadeSource,
    private readonly members: CascadeMembers,
  ) {
    this.ref = modelRef(source);
    this.manifest = source.manifest;
  }

  async score(rows: ModelRows, options: ScoreOptions = {}): Promise<Scored> {
    if (this.draining) throw shuttingDown();
    const call = this.askMembers(rows, options);
    this.calls.add(call);
    try {
      return await call;
    } finally {
      this.calls.delete(call);
    }
  }

  /** Whether a model is one of its members. */
  asks(model: LiveModel): boolean {
    return model === this.members.fast || model === this.members.deep;
  }

  /** Refuses new calls and resolves when the accepted ones are answered: they may still need the deep model. */
  async drain(): Promise<void> {
    this.draining = true;
    await Promise.allSettled(this.calls);
  }

  private async askMembers(rows: ModelRows, options: ScoreOptions): Promise<Scored> {
    const { band } = this.manifest.cascade;
    const scored = await this.members.fast.score(rows, options);
    const uncertain = [...scored.scores.keys()].filter((row) => isUncertain(scored.scores[row] ?? NaN, band));
    if (uncertain.length === 0) return scored;
    const texts = textsOf(rows);
    const deep = await this.members.deep.score(
      uncertain.map((row) => texts[row] ?? ''),
      options,
    );
    this.put(deep, uncertain, scored);
    return scored;
  }

  /** What the fast model scored is the caller's own, so the deep model's part is written into it. */
  private put(deep: Scored, rows: readonly number[], { scores, categories }: Scored): void {
    const names = this.manifest.categories?.names.length ?? 0;
    rows.forEach((row, index) => {
      scores[row] = blendScores(scores[row] ?? NaN, deep.scores[index] ?? NaN, this.manifest.cascade.blend);
      const ofDeep = deep.categories?.subarray(index * names, (index + 1) * names);
      if (ofDeep) categories?.set(ofDeep, row * names);
    });
  }
}
