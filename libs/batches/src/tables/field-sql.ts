import type { BooleanField, CategoryField, InputField, NumberField, StringField } from '@sluice/contracts';
import type { RecordSource } from './record-source';
import { errorCase } from './row-checks';
import { double, literal } from './sql';

/** SQL of one input of a tabular model. `value` and `error` are over the source and the column that holds `read`. */
export interface FieldSql {
  /** The value as it stands in the file, NULL when it is missing or of another type. */
  readonly read: string;
  /** What the model takes: DOUBLE, of a category its index, NaN where it is missing and may be; VARCHAR for a string. */
  readonly value: string;
  /** `CODE:name` of what is wrong with it; NULL when it is good. By the same rules as instances of /predict. */
  readonly error: string;
}

/** Past the first a float32 is infinite, and a graph that computes with it gives no number; past the other integers have gaps. */
const LARGEST = { number: 3.4028234663852886e38, integer: Number.MAX_SAFE_INTEGER } as const;

/** @param read name of the column that will hold `read` */
export function fieldSql(field: InputField, source: RecordSource, column: string | null, read: string): FieldSql {
  switch (field.type) {
    case 'number':
    case 'integer':
      return numberSql(field, source, column, read);
    case 'boolean':
      return booleanSql(field, source, column, read);
    case 'category':
      return categorySql(field, source, column, read);
    case 'string':
      return stringSql(field, source, column, read);
  }
}

const whenMissing = ({ missing = 'refuse' }: InputField): 'VALUE_MISSING' | null =>
  missing === 'refuse' ? 'VALUE_MISSING' : null;

function numberSql(field: NumberField, source: RecordSource, column: string | null, v: string): FieldSql {
  const { missing, value } = source.cell(column, 'number');
  const refuses = field.out_of_range !== 'clip';
  const { minimum = -LARGEST[field.type], maximum = LARGEST[field.type] } = field;
  const within = `${v} BETWEEN ${double(minimum)} AND ${double(maximum)}`;
  const whole = field.type === 'integer' ? ` AND ${v} = trunc(${v})` : '';
  const error = errorCase(field.name, [
    // First, for most are good: one comparison. NaN and the infinities lie outside of any range.
    [within + whole, null],
    [missing, whenMissing(field)],
    [`${v} IS NULL`, 'INVALID_TYPE'],
    [`NOT isfinite(${v})`, 'NOT_FINITE'],
    ...(whole === '' ? [] : [[`${v} <> trunc(${v})`, 'INVALID_TYPE'] as const]),
    ...(refuses ? [['true', 'OUT_OF_RANGE'] as const] : []),
  ]);
  const clipped = `CASE WHEN ${v} < ${double(minimum)} THEN ${double(minimum)} WHEN ${v} > ${double(maximum)} THEN ${double(maximum)} ELSE ${v} END`;
  return { read: value, value: orDefault(refuses ? v : clipped, field), error };
}

function booleanSql(field: BooleanField, source: RecordSource, column: string | null, v: string): FieldSql {
  const { missing, value } = source.cell(column, 'boolean');
  const error = errorCase(field.name, [
    [`${v} IS NOT NULL`, null],
    [missing, whenMissing(field)],
    ['true', 'INVALID_TYPE'],
  ]);
  return { read: value, value: orDefault(v, field), error };
}

function orDefault(value: string, field: NumberField | BooleanField): string {
  if (field.missing === 'nan') return `coalesce(${value}, ${double(Number.NaN)})`;
  return field.missing === 'default' ? `coalesce(${value}, ${double(Number(field.default))})` : value;
}

function categorySql(field: CategoryField, source: RecordSource, column: string | null, v: string): FieldSql {
  const { missing, value } = source.cell(column, 'string');
  const { categories, unknown } = field;
  // An ENUM is looked up by hash.
  const index = `enum_code(TRY_CAST(${v} AS ENUM (${categories.map(literal).join(', ')})))::DOUBLE`;
  const bucket = double(categories.length);
  const other = field.missing === 'default' ? double(categories.indexOf(field.default ?? '')) : bucket;
  const error = errorCase(field.name, [
    [missing, whenMissing(field)],
    [`${v} IS NULL`, 'INVALID_TYPE'],
    ...(unknown === 'bucket' ? [] : [[`${index} IS NULL`, 'UNKNOWN_CATEGORY'] as const]),
  ]);
  return { read: value, value: `CASE WHEN ${missing} THEN ${other} ELSE coalesce(${index}, ${bucket}) END`, error };
}

function stringSql(field: StringField, source: RecordSource, column: string | null, v: string): FieldSql {
  const { missing, value } = source.cell(column, 'string');
  const error = errorCase(field.name, [
    [missing, whenMissing(field)],
    [`${v} IS NULL`, 'INVALID_TYPE'],
    [`length(${v}) > ${field.max_length}`, 'TOO_LONG'],
  ]);
  return {
    read: value,
    value: field.missing === 'default' ? `coalesce(${v}, ${literal(field.default ?? '')})` : v,
    error,
  };
}
