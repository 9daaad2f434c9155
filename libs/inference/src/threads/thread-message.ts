import type { Digest } from '@sluice/contracts';
import type { ModelSource } from '../package/read-manifest';

/** From the pool to an inference thread. A thread works its messages off one after the other. */
export type ThreadRequest =
  | { readonly type: 'load'; readonly call: number; readonly source: ModelSource }
  | { readonly type: 'score'; readonly call: number; readonly model: Digest; readonly texts: readonly string[] }
  /** Release the models, acknowledge with `closed`, end. */
  | { readonly type: 'close' };

/** From an inference thread to the pool. */
export type ThreadReply =
  | { readonly type: 'loaded'; readonly call: number }
  | {
      readonly type: 'scored';
      readonly call: number;
      readonly scores: Float64Array<ArrayBuffer>;
      readonly durationMs: number;
    }
  | { readonly type: 'failed'; readonly call: number; readonly reason: string }
  | { readonly type: 'closed' };
