import { closed, oneOfTypes, positive, text } from './schema-parts';

const anyNumber = { type: 'number' };
const describable = { description: text };

/** Shape of one of `inputs`: InputField of @sluice/contracts. */
export const INPUT_SCHEMA = oneOfTypes([
  closed(
    { name: text, type: { enum: ['number', 'integer'] } },
    {
      ...describable,
      minimum: anyNumber,
      maximum: anyNumber,
      out_of_range: { enum: ['refuse', 'clip'] },
      missing: { enum: ['refuse', 'default', 'nan'] },
      default: anyNumber,
    },
  ),
  closed(
    {
      name: text,
      type: { const: 'category' },
      categories: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 10_000, uniqueItems: true },
    },
    {
      ...describable,
      unknown: { enum: ['refuse', 'bucket'] },
      missing: { enum: ['refuse', 'default', 'bucket'] },
      default: { type: 'string' },
    },
  ),
  closed(
    { name: text, type: { const: 'boolean' } },
    { ...describable, missing: { enum: ['refuse', 'default', 'nan'] }, default: { type: 'boolean' } },
  ),
  closed(
    { name: text, type: { const: 'string' }, max_length: positive },
    { ...describable, missing: { enum: ['refuse', 'default'] }, default: { type: 'string' } },
  ),
]);
