import type { CategoryField, InputField, NumberField, StringField } from '@sluice/contracts';

interface Inputs {
  readonly inputs: readonly InputField[];
  readonly ignored?: readonly string[];
}

/** Where the inputs of a tabular model contradict themselves or one another. */
export function inputContradictions({ inputs, ignored = [] }: Inputs): string[] {
  return [...duplicates(inputs, ignored), ...inputs.flatMap((field, index) => fieldErrors(field, `/inputs/${index}`))];
}

function duplicates(inputs: readonly InputField[], ignored: readonly string[]): string[] {
  const names = inputs.map(({ name }) => name);
  return [
    ...names.flatMap((name, index) =>
      names.indexOf(name) < index ? [`/inputs/${index}/name is that of /inputs/${names.indexOf(name)}`] : [],
    ),
    ...ignored.flatMap((name, index) => (names.includes(name) ? [`/ignored/${index} is an input`] : [])),
  ];
}

function fieldErrors(field: InputField, place: string): string[] {
  const hasDefault = field.default !== undefined;
  return [
    ...(field.missing === 'default' && !hasDefault ? [`${place}/missing is default, and there is no default`] : []),
    ...(field.missing !== 'default' && hasDefault ? [`${place}/default is never used: /missing is not default`] : []),
    ...valueErrors(field, place),
  ];
}

function valueErrors(field: InputField, place: string): string[] {
  switch (field.type) {
    case 'number':
    case 'integer':
      return numberErrors(field, place);
    case 'category':
      return categoryErrors(field, place);
    case 'string':
      return stringErrors(field, place);
    case 'boolean':
      return [];
  }
}

function numberErrors(
  { type, minimum, maximum, out_of_range: outside, default: value }: NumberField,
  place: string,
): string[] {
  const [least, most] = [minimum ?? -Infinity, maximum ?? Infinity];
  const isUnbounded = minimum === undefined && maximum === undefined;
  const fractions = Object.entries({ minimum, maximum, default: value }).filter(
    ([, bound]) => type === 'integer' && bound !== undefined && !Number.isInteger(bound),
  );
  return [
    ...(least <= most ? [] : [`${place}/minimum is above ${place}/maximum`]),
    ...(value === undefined || (value >= least && value <= most) ? [] : [`${place}/default is out of range`]),
    ...(outside !== undefined && isUnbounded ? [`${place}/out_of_range has no minimum or maximum to go by`] : []),
    ...fractions.map(([name]) => `${place}/${name} is no integer`),
  ];
}

function categoryErrors({ categories, default: value }: CategoryField, place: string): string[] {
  return value === undefined || categories.includes(value) ? [] : [`${place}/default is not one of the categories`];
}

function stringErrors({ max_length: most, default: value = '' }: StringField, place: string): string[] {
  return Array.from(value).length <= most ? [] : [`${place}/default is longer than ${place}/max_length`];
}
