import type { RowErrorCode } from '@sluice/contracts';
import type { ColumnMapping, RecordContent } from '../records/batch-manifest';
import { fieldSql } from './field-sql';
import type { RecordSource } from './record-source';
import { errorCase } from './row-checks';
import { blankSql } from './sql';

/** SQL of what a model takes of a record. `values` and `errors` are over the columns of the source and of `reads`. */
export interface ContentSql {
  /** Values as they were read, by name: DOUBLE or VARCHAR, NULL when missing or of another type. */
  readonly reads: Readonly<Record<string, string>>;
  /** Columns of the plan table, in the order of the model's inputs, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** `CODE:field` of what is wrong with each value; NULL when it is good. */
  readonly errors: readonly string[];
}

/** Names of the columns of a plan that hold what the model takes: by position, for names of inputs may hold anything. */
export function contentNames(content: RecordContent): readonly string[] {
  return content.kind === 'tabular' ? content.inputs.map((_, index) => `f${index}`) : ['text'];
}

/** SQL of how many bytes of a row of a plan the model takes, as DOUBLE; eight for a number. */
export function contentBytesSql(content: RecordContent): string {
  const isString = (index: number): boolean => content.kind !== 'tabular' || content.inputs[index]?.type === 'string';
  const sizes = contentNames(content).map((name, index) => (isString(index) ? `strlen(${name})` : '8'));
  return `(${sizes.join(' + ')})::DOUBLE`;
}

/** Names among `reads` of what a plan keeps as strings. */
export function stringReads(content: RecordContent): readonly string[] {
  if (content.kind !== 'tabular') return ['v0'];
  return content.inputs.flatMap(({ type }, index) => (type === 'string' ? [`v${index}`] : []));
}

export function contentSql(source: RecordSource, mapping: ColumnMapping, content: RecordContent): ContentSql {
  if (content.kind !== 'tabular') return textSql(source, mapping.text, content.max_text_length);
  const fields = content.inputs.map((field, index) =>
    fieldSql(field, source, mapping.inputs[index] ?? null, `v${index}`),
  );
  return {
    reads: Object.fromEntries(fields.map(({ read }, index) => [`v${index}`, read])),
    values: Object.fromEntries(fields.map(({ value }, index) => [`f${index}`, value])),
    errors: fields.map(({ error }) => error),
  };
}

function textSql(source: RecordSource, column: string | null, maxLength: number): ContentSql {
  const { missing, value } = source.cell(column, 'string');
  const checks: [condition: string, code: RowErrorCode][] = [
    [missing, 'TEXT_MISSING'],
    ['v0 IS NULL', 'INVALID_TYPE'],
    [blankSql('v0'), 'TEXT_BLANK'],
    [`length(v0) > ${maxLength}`, 'TEXT_TOO_LONG'],
  ];
  return { reads: { v0: value }, values: { text: 'v0' }, errors: [errorCase('text', checks)] };
}
