import type { CategoryField, InputField } from '@sluice/contracts';
import type { RuleRow, RuleTest } from './rule-row';
import type { Condition } from './rule-set';

type FieldCondition = Extract<Condition, { readonly field: string }>;
type Value = string | number | boolean;

/** A test of one field of an instance. A missing value meets no comparison. @throws Error that says at which pointer it does not fit the inputs */
export function compileFieldTest(
  condition: FieldCondition,
  inputs: readonly InputField[] | null,
  at: string,
): RuleTest {
  const index = inputs?.findIndex(({ name }) => name === condition.field) ?? -1;
  const field = inputs?.[index];
  if (!field) throw new Error(`${at}/field is no input of the model`);
  const valueOf = ({ columns, row }: RuleRow): string | number => columns[index]?.[row] ?? NaN;
  if ('missing' in condition) return missingTest(field, valueOf);
  if ('one_of' in condition) {
    const wanted = new Set(condition.one_of.map((value, i) => stored(field, value, `${at}/one_of/${i}`)));
    return (row) => wanted.has(valueOf(row));
  }
  if (field.type !== 'number' && field.type !== 'integer') throw new Error(`${at} compares a field that is no number`);
  if ('below' in condition) return (row) => Number(valueOf(row)) < condition.below;
  return (row) => Number(valueOf(row)) >= condition.at_least;
}

/** A field whose missing values are refused or replaced never lacks one. */
function missingTest(field: InputField, valueOf: (row: RuleRow) => string | number): RuleTest {
  const unknown = field.type === 'category' ? field.categories.length : NaN;
  return (row) => Object.is(valueOf(row), unknown);
}

/** A value as it stands in the columns. */
function stored(field: InputField, value: Value, at: string): string | number {
  switch (field.type) {
    case 'category':
      return categoryIndex(field, value, at);
    case 'boolean':
      if (typeof value === 'boolean') return value ? 1 : 0;
      break;
    case 'string':
      if (typeof value === 'string') return value;
      break;
    default:
      if (typeof value === 'number') return value;
  }
  throw new Error(`${at} is not of the type of its field, ${field.type}`);
}

function categoryIndex({ categories }: CategoryField, value: Value, at: string): number {
  const index = categories.findIndex((category) => category === value);
  if (index < 0) throw new Error(`${at} is no category of its field`);
  return index;
}
