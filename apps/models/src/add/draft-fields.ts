import type { TableRecord } from '@sluice/batches';
import type { InputField } from '@sluice/contracts';
import type { GraphValue } from '@sluice/inference';
import type { InputReading } from './read-inputs';

/** More distinct strings than this are no list that somebody would keep in a manifest. */
const MOST_CATEGORIES = 100;
/** In code points; generous for a code or a name, far from a document. */
const MAX_STRING_LENGTH = 1_000;

export interface FieldOptions {
  /** Names of the columns of a matrix, in its order; absent: those of the sample. */
  readonly names?: readonly string[];
  /** What strings become; absent: categories where values of the sample repeat. */
  readonly strings?: 'category' | 'string';
}

/**
 * Inputs of the manifest, from the graph and, for what a graph does not say, a sample: names of a matrix's columns, categories, and whether
 * values may be missing.
 * @throws Error that says which columns the sample lacks or has too many
 */
export function draftFields(
  reading: Exclude<InputReading, { form: 'text' }>,
  sample: readonly TableRecord[],
  options: FieldOptions,
): InputField[] {
  const columns = Object.keys(sample[0] ?? {});
  const values = reading.form === 'matrix' ? matrixValues(reading, options.names ?? columns) : reading.inputs;
  const lacking = values.filter(({ name }) => !columns.includes(name)).map(({ name }) => name);
  if (lacking.length > 0) {
    throw new Error(`The sample lacks the columns ${lacking.join(', ')}. It has ${columns.join(', ')}.`);
  }
  return values.map((value) =>
    fieldOf(
      value,
      sample.map((record) => record[value.name] ?? null),
      options,
    ),
  );
}

type Typed = Pick<GraphValue, 'name' | 'type'>;

function matrixValues({ width }: Extract<InputReading, { form: 'matrix' }>, names: readonly string[]): Typed[] {
  if (width !== null && names.length !== width) {
    throw new Error(
      `The graph takes ${width} numbers a row, but there are ${names.length} columns. Name them in the order of training: --inputs a,b,c.`,
    );
  }
  return names.map((name) => ({ name, type: 'float32' }));
}

function fieldOf({ name, type }: Typed, values: readonly unknown[], { strings }: FieldOptions): InputField {
  const hasGaps = values.some((value) => value === null);
  switch (type) {
    case 'bool':
      return { name, type: 'boolean' };
    case 'int64':
    case 'int32':
      return { name, type: 'integer' };
    case 'string':
      return stringField(name, values, strings);
    default:
      return hasGaps ? { name, type: 'number', missing: 'nan' } : { name, type: 'number' };
  }
}

function stringField(name: string, values: readonly unknown[], strings: FieldOptions['strings']): InputField {
  const known = [...new Set(values.filter((value) => value !== null).map(String))].sort();
  const repeat = known.length <= MOST_CATEGORIES && known.length * 2 <= values.length;
  if (known.length > 0 && (strings === 'category' || (strings === undefined && repeat))) {
    return { name, type: 'category', categories: known };
  }
  return { name, type: 'string', max_length: MAX_STRING_LENGTH };
}
