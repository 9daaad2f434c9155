import type { ModelRows } from '@sluice/contracts';
import type { GraphScores, OnnxGraph } from './onnx-graph';
import { roundScore } from './round-score';
import type { RowEncoder } from './row-encoder';
import { tensorBatches } from './tensor-batches';

/** Scores that the scorer made and whose buffers may be handed on to another thread. */
export interface OwnScored {
  readonly scores: Float64Array<ArrayBuffer>;
  readonly categories: Float64Array<ArrayBuffer> | null;
}

interface ScorerOptions {
  /** Most rows of a tensor batch. */
  readonly maxBatchSize?: number;
  /** Whether the categories are wanted as well. */
  readonly categories?: boolean;
}

/** Scores rows on the calling thread, one call at a time (its buffers are reused). */
export class Scorer {
  /** @param names how many categories the model has */
  constructor(
    private readonly graph: OnnxGraph,
    private readonly encoder: RowEncoder,
    readonly maxBatchSize: number,
    private readonly names: number,
  ) {}

  /** Rounded scores in the order of the rows; NaN where the graph gave no number in [0, 1]. */
  async score(rows: ModelRows, options: ScorerOptions = {}): Promise<OwnScored> {
    const { maxBatchSize = this.maxBatchSize, categories = false } = options;
    const { names, encoder, graph } = this;
    const scored = {
      scores: new Float64Array(rows.length),
      categories: categories && names > 0 ? new Float64Array(rows.length * names) : null,
    };
    let start = 0;
    while (start < rows.length) {
      const encoded = encoder.encode(rows, start);
      for (const batch of tensorBatches(encoded.lengths, maxBatchSize, encoder.exact)) {
        const raw = await graph.run(encoded.feeds(batch), batch.rows.length, scored.categories !== null);
        put(raw, batch.rows, start, scored);
      }
      start += encoded.lengths.length;
    }
    return scored;
  }

  /** Indices of those rows, as many as possible, that may share a tensor batch. */
  sharing(rows: ModelRows): number[] {
    const { lengths } = this.encoder.encode(rows, 0);
    const rowsOf = new Map<number | undefined, number[]>();
    for (let row = 0; row < lengths.length; row++) {
      const length = this.encoder.exact ? lengths[row] : undefined;
      rowsOf.set(length, [...(rowsOf.get(length) ?? []), row]);
    }
    return [...rowsOf.values()].reduce((largest, group) => (group.length > largest.length ? group : largest), []);
  }
}

function put(raw: GraphScores, rows: Uint32Array, start: number, { scores, categories }: OwnScored): void {
  for (let i = 0; i < rows.length; i++) scores[start + (rows[i] ?? 0)] = asProbability(raw.scores[i] ?? NaN);
  if (!raw.categories || !categories) return;
  const names = raw.categories.length / rows.length;
  for (let i = 0; i < rows.length; i++) {
    const at = (start + (rows[i] ?? 0)) * names;
    for (let name = 0; name < names; name++) {
      categories[at + name] = asProbability(raw.categories[i * names + name] ?? NaN);
    }
  }
}

function asProbability(raw: number): number {
  const score = roundScore(raw);
  return score >= 0 && score <= 1 ? score : NaN;
}
