/** SQL in which `$name` stands for a value. */
export interface Query {
  readonly sql: string;
  readonly values: Readonly<Record<string, string | number>>;
}
