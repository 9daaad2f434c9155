import type { KeyObject } from 'node:crypto';
import type { InferenceObserver } from './inference-observer';
import type { ModelMirror } from './package/model-mirror';

export interface InferenceOptions {
  /** Absolute path of the folder that holds `<name>/<version>/manifest.json`. */
  readonly modelsDir: string;
  /** Versions published in the object store, looked at before the folder is; one that `modelsDir` holds as well is taken from there. */
  readonly mirror?: ModelMirror;
  /** Pinned versions by model name; a model that is not named here serves its newest good version. */
  readonly modelVersions: ReadonlyMap<string, string>;
  /** Ed25519: a version that is not signed by it is UNAVAILABLE. null: none needs a signature. */
  readonly publicKey?: KeyObject | null;
  /** Inference threads of this process, at least 1. */
  readonly threads: number;
  /**
   * `threads`: every call runs alone on an inference thread, so that its tensor batches are a function of its rows only (workers).
   * `inline-or-threads`: small calls of cheap models run on the calling thread, and concurrent calls are gathered (gateways).
   */
  readonly mode: 'threads' | 'inline-or-threads';
  /** Processes over which the calls of the same clients are spread: each bounds its queues to its share. 1 by default. */
  readonly processes?: number;
  readonly observer?: InferenceObserver;
}
