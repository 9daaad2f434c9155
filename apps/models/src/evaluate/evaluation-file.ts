/** `models/<name>/train/evaluation.json`: the data on which a model is judged. Its schema is evaluation-schema.ts. */
export interface EvaluationFile {
  readonly sets: readonly EvaluationSet[];
}

/** Which rows count as positive: those with one of some values, or with a number from some on. */
export type LabelRule =
  | { readonly column: string; readonly positive: readonly string[] }
  | { readonly column: string; readonly at_least: number };

/** One group for each value of the column, or for each range between edges: below the first, …, from the last on. */
export interface GroupRule {
  readonly column: string;
  readonly edges?: readonly number[];
}

/** Weights of rows by the value of a column; a value that is not named weighs 1. */
export interface WeightRule {
  readonly column: string;
  readonly positives?: Readonly<Record<string, number>>;
  readonly negatives?: Readonly<Record<string, number>>;
}

/** Rows of a session, whose messages another model scores first. */
export interface SessionRule {
  readonly id: string;
  readonly order: string;
  readonly text: string;
  /** Name of the text model that scores the messages. */
  readonly model: string;
}

/** What training saw of a set. */
export interface TrainedOn {
  /** Of the uncompressed training file, in hex. */
  readonly sha256: string;
  /** Rows of that file that training left out: those where SHA-256 of `id`, read as an integer, leaves `remainder`. */
  readonly held_out?: { readonly id: string; readonly modulus: number; readonly remainder: number };
  /** Names in `training.metrics` of the manifest, by figure: what the model reached out of sample. */
  readonly cross_validated?: Readonly<Partial<Record<'auc' | 'ap' | 'recall_at_1pct_fpr' | 'ece', string>>>;
}

export interface EvaluationSet {
  readonly name: string;
  /** Base names without .csv or .csv.gz; `*` stands for anything. */
  readonly files: readonly string[];
  readonly text?: string;
  readonly label: LabelRule;
  /** Judges the score of this category in place of the model's. */
  readonly category?: string;
  readonly where?: { readonly column: string; readonly values: readonly string[] };
  readonly groups?: readonly GroupRule[];
  readonly weight?: WeightRule;
  readonly sessions?: SessionRule;
  readonly trained_on?: TrainedOn;
}
