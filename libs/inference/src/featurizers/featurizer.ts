/** Turns a text into the ids that a model's graph gathers weights by. Not shared between threads. */
export interface Featurizer {
  /**
   * Ids of one text, each once, in [1, buckets]; 0 is left to the caller for padding. A pure function of the text:
   * defined for every string, lone surrogates and the empty one included. Never throws.
   *
   * The result is a view of a buffer that the next call overwrites: copy the ids (`target.set(ids, offset)`) before it.
   */
  featurize(text: string): Int32Array;
}
