import type { Bands } from '@sluice/detection';
import type { InputField } from './input-field';
import type { Digest, ModelRef } from './model-ref';

/** How texts become what the graph takes. `file` names a file of the version. */
export type FeaturizerSpec =
  | { readonly type: 'none'; readonly input: string }
  | { readonly type: 'terms'; readonly file: string; readonly input: string }
  | WordpieceSpec;

/** A Hugging Face `tokenizer.json`; the graph takes int64 ids and mask, each of shape [rows, length]. */
export interface WordpieceSpec {
  readonly type: 'wordpiece';
  readonly file: string;
  readonly input: string;
  readonly mask_input: string;
  /** Longest row in ids, special ones included; what is longer is cut and keeps its last special id. */
  readonly max_tokens: number;
  /** A row is padded to the next multiple of this, and shares a tensor batch only with rows padded alike: its bits depend on no neighbour. */
  readonly bucket: number;
}

/** How the fields of a tabular instance become tensors. */
export type TabularEncoding =
  /** One float32 tensor [rows, fields] in the order of `inputs`: a category as its index (unknown: the number of categories), missing as NaN. */
  | { readonly type: 'matrix'; readonly input: string }
  /** One tensor [rows, 1] or [rows] a field, under the field's name, of the type that the graph wants. */
  | { readonly type: 'columns' };

/** Scores beside the positive one. */
export interface CategoriesSpec {
  /** Graph output: float32 [rows, names.length], each in [0, 1]. */
  readonly output: string;
  readonly names: readonly string[];
}

/** What answers predict when a version fails. Batches have no substitute: their chunks are tried again. */
export type FallbackStep =
  /** The next older version that is loaded. */
  | { readonly type: 'previous' }
  /** Rules in a file of the version. */
  | { readonly type: 'rules'; readonly file: string };

interface ManifestBase {
  readonly name: string;
  readonly version: string;
  readonly task: 'binary';
  readonly description: string;
  readonly license: string;
  readonly labels: { readonly positive: string; readonly negative: string };
  /** Name of the count of positive predictions in `metadata`, for example `abusive_count`. */
  readonly count_name: string;
  /** Score from which on a row is flagged, in [0, 1]. */
  readonly threshold: number;
  readonly bands: Bands;
  readonly session_bands: Bands;
  /** Name of the model that judges sessions from their aggregates; absent: the formula of libs/detection. */
  readonly session_model?: string;
  /** Substitutes, asked in this order when the version fails; absent: none. */
  readonly fallback?: readonly FallbackStep[];
  /** Largest allowed |score - golden score|. */
  readonly tolerance: number;
  /** Most rows in one tensor batch. */
  readonly max_batch_size: number;
  /** Rows of one chunk of a batch: about a second of work. */
  readonly chunk_rows: number;
  /** CPU of featurising and scoring one typical row alone, in microseconds, as measured by the recipe. */
  readonly cost_us: number;
  readonly warmup_rows: number;
  /** Digest of every file of the version that the code reads, by name. */
  readonly files: Readonly<Record<string, Digest>>;
  readonly training: {
    readonly data: readonly { readonly name: string; readonly url: string; readonly license: string }[];
    readonly metrics: Readonly<Record<string, number>>;
  };
}

interface GraphManifest extends ManifestBase {
  /** Absent means `onnx`. */
  readonly runtime?: 'onnx';
  /** Graph output that holds P(positive): float of shape [rows] or [rows, 1], or [rows, classes] with `output_column`. */
  readonly output: string;
  /** Class of the positive label in an output of shape [rows, classes], from 0. */
  readonly output_column?: number;
  readonly categories?: CategoriesSpec;
}

export interface TextGraphManifest extends GraphManifest {
  readonly kind: 'text';
  /** Longest text in code points. */
  readonly max_text_length: number;
  readonly featurizer: FeaturizerSpec;
}

export interface TabularManifest extends GraphManifest {
  readonly kind: 'tabular';
  /** In the order of the graph's matrix. */
  readonly inputs: readonly InputField[];
  /** Fields that may stand in an instance or a file and are not looked at. */
  readonly ignored?: readonly string[];
  readonly encoding: TabularEncoding;
}

/** A model made of two: the fast one decides what is clear, the deep one is asked only in the band. It has no graph of its own. */
export interface CascadeManifest extends ManifestBase {
  readonly runtime: 'cascade';
  readonly kind: 'text';
  readonly max_text_length: number;
  /** Those of both members, which must have the same. */
  readonly categories?: { readonly names: readonly string[] };
  readonly cascade: {
    readonly fast: ModelRef;
    readonly deep: ModelRef;
    /** Scores of the fast model in [low, high) are uncertain. */
    readonly band: { readonly low: number; readonly high: number };
    /** Score inside the band: `sigmoid(fast * logit(fast score) + deep * logit(deep score) + bias)`. */
    readonly blend: { readonly fast: number; readonly deep: number; readonly bias: number };
  };
}

/** Where a remote model is, by the Open Inference Protocol v2. */
export interface OipSpec {
  /** Base URLs of servers that have the same model, such as `http://10.0.0.7:8000`; asked in turn. */
  readonly endpoints: readonly string[];
  readonly model: string;
  /** Absent: whichever the server serves. */
  readonly version?: string;
  /** Name of the BYTES tensor of texts; absent: `text`. Fields of a tabular model go under their own names. */
  readonly input?: string;
  /** Output that holds P(positive): one value a row, or with `output_column` one a class. */
  readonly output: string;
  readonly output_column?: number;
  /** Of one request, both tries together. */
  readonly timeout_ms: number;
  /** When a second endpoint is asked beside the first; absent: the 95th percentile of the last calls. */
  readonly hedge_after_ms?: number;
}

interface RemoteManifest extends ManifestBase {
  readonly runtime: 'oip';
  readonly categories?: undefined;
  readonly oip: OipSpec;
}

export interface RemoteTextManifest extends RemoteManifest {
  readonly kind: 'text';
  readonly max_text_length: number;
}

export interface RemoteTabularManifest extends RemoteManifest {
  readonly kind: 'tabular';
  readonly inputs: readonly InputField[];
  readonly ignored?: readonly string[];
}

/** A model that other servers hold. */
export type OipManifest = RemoteTextManifest | RemoteTabularManifest;

export type TextManifest = TextGraphManifest | CascadeManifest | RemoteTextManifest;

/** `models/<name>/<version>/manifest.json`, as models/manifest.schema.json checks it. All of a model that the code needs to know. */
export type ModelManifest = TextGraphManifest | TabularManifest | CascadeManifest | OipManifest;
