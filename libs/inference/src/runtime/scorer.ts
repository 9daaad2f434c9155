import type { OnnxGraph } from './onnx-graph';
import { roundScore } from './round-score';
import type { RowEncoder } from './row-encoder';
import { tensorBatches } from './tensor-batches';

/** Scores rows on the calling thread, one call at a time (its buffers are reused). */
export class Scorer {
  constructor(
    private readonly graph: OnnxGraph,
    private readonly encoder: RowEncoder,
    /** Most rows of a tensor batch. */
    readonly maxBatchSize: number,
  ) {}

  /** Rounded scores in the order of the texts; NaN where the graph gave no number in [0, 1]. */
  async score(texts: readonly string[], maxBatchSize = this.maxBatchSize): Promise<Float64Array<ArrayBuffer>> {
    const scores = new Float64Array(texts.length);
    let start = 0;
    while (start < texts.length) {
      const encoded = this.encoder.encode(texts, start);
      for (const batch of tensorBatches(encoded.lengths, maxBatchSize)) {
        const raw = await this.graph.run(encoded.tensor(batch), batch.rows.length);
        for (let i = 0; i < raw.length; i++) scores[start + (batch.rows[i] ?? 0)] = asProbability(raw[i] ?? NaN);
      }
      start += encoded.lengths.length;
    }
    return scores;
  }
}

function asProbability(raw: number): number {
  const score = roundScore(raw);
  return score >= 0 && score <= 1 ? score : NaN;
}
