import type { BooleanField, CategoryField, InputField, NumberField, StringField } from '@sluice/contracts';
import { describeField } from './describe-field';
import type { Refusal } from './refusal';

/** Gives what the model's column holds for a value of an instance, or why the value is not taken. */
export type ReadValue<Held> = (value: unknown) => Held | Refusal;

/** Past the first a float32 is infinite, and a graph that computes with it gives no number; past the other integers have gaps. */
const LARGEST = { number: 3.4028234663852886e38, integer: Number.MAX_SAFE_INTEGER } as const;

/** Readers for fields that columns hold as numbers. */
export function numberReader(field: Exclude<InputField, StringField>): ReadValue<number> {
  switch (field.type) {
    case 'number':
    case 'integer':
      return readNumber(field);
    case 'category':
      return readCategory(field);
    case 'boolean':
      return readBoolean(field);
  }
}

export function stringReader(field: StringField): ReadValue<string> {
  const { max_length: most } = field;
  const missing = field.missing === 'default' ? (field.default ?? '') : missingRefusal(field);
  const wrongType = typeRefusal(field);
  const tooLong: Refusal = { code: 'TOO_LONG', message: `must be ${describeField(field)}` };
  return (value) => {
    if (value === undefined || value === null) return missing;
    if (typeof value !== 'string') return wrongType;
    return isLongerThan(value, most) ? tooLong : value;
  };
}

function readNumber(field: NumberField): ReadValue<number> {
  const largest = LARGEST[field.type];
  const minimum = Math.max(field.minimum ?? -largest, -largest);
  const maximum = Math.min(field.maximum ?? largest, largest);
  const wrongType = typeRefusal(field);
  const outOfRange = (range: NumberField): Refusal => ({
    code: 'OUT_OF_RANGE',
    message: `must be ${describeField(range)}`,
  });
  // What a column can hold at most is only worth telling to who went past it.
  const tooSmall = outOfRange(field.minimum === minimum ? field : { ...field, minimum });
  const tooLarge = outOfRange(field.maximum === maximum ? field : { ...field, maximum });
  const notFinite: Refusal = { code: 'NOT_FINITE', message: `must be ${describeField(field)}` };
  const missing = missingNumber(field, field.default);
  const clips = field.out_of_range === 'clip';
  const whole = field.type === 'integer';
  return (value) => {
    if (typeof value !== 'number') return value === undefined || value === null ? missing : wrongType;
    if (!Number.isFinite(value)) return notFinite;
    if (whole && !Number.isInteger(value)) return wrongType;
    if (value >= minimum && value <= maximum) return value;
    if (value < minimum) return clips ? minimum : tooSmall;
    return clips ? maximum : tooLarge;
  };
}

function readCategory(field: CategoryField): ReadValue<number> {
  const indices = new Map(field.categories.map((name, index) => [name, index]));
  const bucket = field.categories.length;
  const wrongType = typeRefusal(field);
  const unknown: Refusal | number =
    field.unknown === 'bucket' ? bucket : { code: 'UNKNOWN_CATEGORY', message: `must be ${describeField(field)}` };
  const missing = field.missing === 'bucket' ? bucket : missingNumber(field, indices.get(field.default ?? ''));
  return (value) => {
    if (typeof value !== 'string') return value === undefined || value === null ? missing : wrongType;
    return indices.get(value) ?? unknown;
  };
}

function readBoolean(field: BooleanField): ReadValue<number> {
  const wrongType = typeRefusal(field);
  const missing = missingNumber(field, field.default === undefined ? undefined : Number(field.default));
  return (value) => {
    if (value === true) return 1;
    if (value === false) return 0;
    return value === undefined || value === null ? missing : wrongType;
  };
}

function missingNumber(field: InputField, whenMissing: number | undefined): number | Refusal {
  if (field.missing === 'nan') return NaN;
  return (field.missing === 'default' ? whenMissing : undefined) ?? missingRefusal(field);
}

function missingRefusal(field: InputField): Refusal {
  return { code: 'VALUE_MISSING', message: `is missing: it must be ${describeField(field)}` };
}

function typeRefusal(field: InputField): Refusal {
  return { code: 'INVALID_TYPE', message: `must be ${describeField(field)}` };
}

/** A code point is one or two UTF-16 units: most strings need no count. @param most in code points */
function isLongerThan(text: string, most: number): boolean {
  if (text.length <= most) return false;
  if (text.length > 2 * most) return true;
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count++;
  return count > most;
}
