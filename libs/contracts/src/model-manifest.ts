import type { Bands } from '@sluice/detection';

/** SHA-256 in lower-case hex behind `sha256:`. */
export type Digest = `sha256:${string}`;

export type FeaturizerSpec =
  | { readonly type: 'none'; readonly input: string }
  | { readonly type: 'terms'; readonly file: string; readonly input: string };

/** `models/<name>/<version>/manifest.json`, as models/manifest.schema.json checks it. All of a model that the code needs to know. */
export interface ModelManifest {
  readonly name: string;
  readonly version: string;
  readonly kind: 'text' | 'tabular';
  readonly task: 'binary';
  readonly description: string;
  readonly license: string;
  readonly labels: { readonly positive: string; readonly negative: string };
  /** Name of the count of positive predictions in `metadata`, for example `abusive_count`. */
  readonly count_name: string;
  /** Longest text in code points. */
  readonly max_text_length: number;
  readonly featurizer: FeaturizerSpec;
  /** Graph output that holds P(positive): float32 of shape [rows] or [rows, 1]. */
  readonly output: string;
  /** Score from which on a row is flagged, in [0, 1]. */
  readonly threshold: number;
  readonly bands: Bands;
  readonly session_bands: Bands;
  /** Largest allowed |score - golden score|. */
  readonly tolerance: number;
  /** Most rows in one tensor batch. */
  readonly max_batch_size: number;
  /** Rows of one chunk of a batch: about a second of work. */
  readonly chunk_rows: number;
  /** CPU of featurising and scoring one typical row alone, in microseconds, as measured by the recipe. */
  readonly cost_us: number;
  readonly warmup_rows: number;
  /** Digest of every file of the version but this one, by name. */
  readonly files: Readonly<Record<string, Digest>>;
  readonly training: {
    readonly data: readonly { readonly name: string; readonly url: string; readonly license: string }[];
    readonly metrics: Readonly<Record<string, number>>;
  };
}

/** `golden.json`: rows with the scores that the recipe computed in Python. */
export interface GoldenRows {
  readonly rows: readonly { readonly name: string; readonly text: string; readonly score: number }[];
}

/** Names one exact model everywhere: predictions, manifests of batches, metrics. `digest` is that of manifest.json. */
export interface ModelRef {
  readonly name: string;
  readonly version: string;
  readonly digest: Digest;
}
