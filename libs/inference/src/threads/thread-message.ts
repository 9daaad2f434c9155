import type { Digest, ModelRows } from '@sluice/contracts';
import type { GraphSource } from '../package/graph-source';
import type { OwnScored } from '../runtime/scorer';

/** From the pool to an inference thread. A thread works its messages off one after the other. */
export type ThreadRequest =
  | { readonly type: 'load'; readonly call: number; readonly source: GraphSource }
  | {
      readonly type: 'score';
      readonly call: number;
      readonly model: Digest;
      readonly rows: ModelRows;
      readonly categories: boolean;
    }
  /** Release one model; nothing is answered. */
  | { readonly type: 'unload'; readonly model: Digest }
  /** Release the models, acknowledge with `closed`, end. */
  | { readonly type: 'close' };

/** From an inference thread to the pool. */
export type ThreadReply =
  | { readonly type: 'loaded'; readonly call: number }
  | {
      readonly type: 'scored';
      readonly call: number;
      readonly scored: OwnScored;
      readonly durationMs: number;
    }
  | { readonly type: 'failed'; readonly call: number; readonly reason: string }
  | { readonly type: 'closed' };
