import type { Bands } from '@sluice/detection';
import type { InputField, ModelRef } from '@sluice/contracts';

export type InputFormat = 'csv' | 'ndjson' | 'parquet';
export type BatchMode = 'rows' | 'sessions';
export const PRIORITIES = ['low', 'normal', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Which column of the file plays which part; null: the file has none. */
export interface ColumnMapping {
  /** null: the model takes no texts. */
  readonly text: string | null;
  /** Column of each input of a tabular model, in their order; none for a text model. */
  readonly inputs: readonly (string | null)[];
  readonly id: string | null;
  readonly session: string | null;
  readonly user: string | null;
  readonly time: string | null;
  /** Columns that the rows of the results repeat; absent in batches of earlier versions. */
  readonly kept?: readonly string[];
}

/** How the bytes of the input are to be read. */
export interface InputShape {
  readonly format: InputFormat;
  /** One of , ; tab | for CSV, null otherwise. */
  readonly delimiter: string | null;
  /** Columns in the order of the file (CSV header, Parquet footer); of NDJSON the members of its first records. */
  readonly columns: readonly string[];
}

/** One of several files that are one input: joined in one object, or of Parquet an object for each. */
export interface InputPart {
  /** As its client calls it; null: it has no name. */
  readonly name: string | null;
  /** Line of the input in which its records begin, or its header where it is the first, from 1. Of Parquet: the record. */
  readonly first_line: number;
}

/** The bytes of the input. */
export interface InputFile {
  readonly bytes: number;
  readonly sha256: string;
  /** About how many records it has; absent in batches of earlier versions. */
  readonly rows_estimate?: number;
  /** Absent: it came as one file. */
  readonly parts?: readonly InputPart[];
}

/** What a model takes of each record: one text, or a value for each of its inputs, in the order of its manifest. */
export type RecordContent =
  | { readonly kind: 'text'; readonly max_text_length: number }
  | { readonly kind: 'tabular'; readonly inputs: readonly InputField[] };

/** The model as every attempt of this batch uses it, whatever is rolled out meanwhile. */
export type BatchModel = RecordContent & {
  readonly ref: ModelRef;
  readonly labels: { readonly positive: string; readonly negative: string };
  readonly threshold: number;
  readonly bands: Bands;
  /** Judges the sessions; null, or absent in batches of earlier versions: the formula of libs/detection does. */
  readonly session_model?: ModelRef | null;
  /** Lower edges of review and block for the risk of a session. */
  readonly session_bands: Bands;
  readonly chunk_rows: number;
};

/** What an analyst submitted and we accepted: written once, before the 202. Times in epoch milliseconds. */
export interface BatchManifest {
  readonly id: string;
  readonly tenant: string;
  readonly request_id: string;
  /** Key that submitted it; null, or absent in batches of earlier versions: there was none. */
  readonly key_id?: string | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly mode: BatchMode;
  readonly model: BatchModel;
  readonly input: InputShape & InputFile;
  readonly mapping: ColumnMapping;
  readonly max_rows: number;
  readonly priority: Priority;
  /** Is told when the batch has ended; null, or absent in batches of earlier versions: nobody. */
  readonly callback_url?: string | null;
}

/** Names one batch everywhere inside. */
export interface BatchRef {
  readonly tenant: string;
  readonly id: string;
}
