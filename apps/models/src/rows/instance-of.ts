import type { TableRecord } from '@sluice/batches';
import type { InputField } from '@sluice/contracts';

/**
 * An instance for the inputs of a tabular model, as a client would send it: cells of CSV become the types that the manifest names, an
 * empty one null. What cannot become its type stays as it is, so that the model refuses it; columns that are no inputs are left out.
 */
export function instanceOf(record: TableRecord, inputs: readonly InputField[]): Record<string, unknown> {
  const present = inputs.filter(({ name }) => record[name] !== undefined);
  return Object.fromEntries(present.map((field) => [field.name, valueOf(record[field.name], field)]));
}

function valueOf(value: unknown, { type }: InputField): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'category' || type === 'string') return value;
  const text = value.trim();
  if (text === '') return null;
  if (type === 'boolean') return BOOLEANS.get(text.toLowerCase()) ?? value;
  const number = Number(text);
  return Number.isNaN(number) ? value : number;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
