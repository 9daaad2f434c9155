import type { InputField, NumberField } from '@sluice/contracts';

/** Longer lists are not spelt out in every error. */
const MAX_NAMES = 20;

/** What a field takes, in words that continue `must be`: from the manifest, never from what was sent. */
export function describeField(field: InputField): string {
  switch (field.type) {
    case 'number':
    case 'integer':
      return `${field.type === 'number' ? 'a finite number' : 'an integer'}${rangeOf(field)}`;
    case 'boolean':
      return 'true or false';
    case 'category':
      return oneOf(field.categories);
    case 'string':
      return `a string of at most ${field.max_length} characters`;
  }
}

function rangeOf({ minimum, maximum, out_of_range: outside }: NumberField): string {
  if (outside === 'clip') return '';
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function oneOf(categories: readonly string[]): string {
  const names = categories.slice(0, MAX_NAMES).map((name) => JSON.stringify(name));
  const rest = categories.length - names.length;
  return `one of ${names.join(', ')}${rest > 0 ? ` or ${rest} others that GET /v1/models shows` : ''}`;
}
