interface FieldBase {
  /** Key of an instance and column of a file. */
  readonly name: string;
  readonly description?: string;
}

/** A number; `integer` allows no fraction. */
export interface NumberField extends FieldBase {
  readonly type: 'number' | 'integer';
  readonly minimum?: number;
  readonly maximum?: number;
  /** What becomes of a value outside of [minimum, maximum]; absent means `refuse`. */
  readonly out_of_range?: 'refuse' | 'clip';
  /** What becomes of null, an absent key or an empty cell: refused, `default`, or NaN for the graph to handle. Absent means `refuse`. */
  readonly missing?: 'refuse' | 'default' | 'nan';
  readonly default?: number;
}

/** One of a closed list of strings. */
export interface CategoryField extends FieldBase {
  readonly type: 'category';
  readonly categories: readonly string[];
  /** What becomes of a string that is not in the list; absent means `refuse`. */
  readonly unknown?: 'refuse' | 'bucket';
  readonly missing?: 'refuse' | 'default' | 'bucket';
  readonly default?: string;
}

/** true or false; the graph sees 1 or 0. */
export interface BooleanField extends FieldBase {
  readonly type: 'boolean';
  readonly missing?: 'refuse' | 'default' | 'nan';
  readonly default?: boolean;
}

/** Any string, for graphs that read strings by themselves. */
export interface StringField extends FieldBase {
  readonly type: 'string';
  /** In code points. */
  readonly max_length: number;
  readonly missing?: 'refuse' | 'default';
  readonly default?: string;
}

/** One input of a tabular model, and what is done with values that do not fit. */
export type InputField = NumberField | CategoryField | BooleanField | StringField;
