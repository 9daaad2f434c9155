/** What a rule looks at. Of each object one form. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  /** Of a text: holds one of these as whole words, whatever the case. */
  | { readonly contains: readonly string[] }
  /** Of a text, in code points. */
  | { readonly longer_than: number }
  /** Of an instance: its value is missing. */
  | { readonly field: string; readonly missing: true }
  | { readonly field: string; readonly at_least: number }
  | { readonly field: string; readonly below: number }
  | { readonly field: string; readonly one_of: readonly (string | number | boolean)[] };

/** A file of rules that stand in for a model: the score of a row is the highest of the rules that it meets. */
export interface RuleSet {
  /** Of a row that meets no rule, in [0, 1]. */
  readonly default_score: number;
  readonly rules: readonly { readonly name: string; readonly score: number; readonly when: Condition }[];
}
