/** A row of `golden.json`: what the recipe scored in Python, and the score it computed there. */
interface GoldenRowBase {
  readonly name: string;
  readonly score: number;
}
export interface GoldenText extends GoldenRowBase {
  readonly text: string;
}
export interface GoldenInstance extends GoldenRowBase {
  readonly instance: Readonly<Record<string, unknown>>;
}

/** `golden.json`: texts for a text model, instances for a tabular one. */
export interface GoldenRows {
  readonly rows: readonly (GoldenText | GoldenInstance)[];
}
