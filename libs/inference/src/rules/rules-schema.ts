import { closed, text, unit } from '../package/schema-parts';

/** Deep enough for people, and no file can exhaust the stack. */
export const MAX_DEPTH = 8;

const ref = { $ref: '#/definitions/condition' };
const several = { type: 'array', items: ref, minItems: 1, maxItems: 100 };
const number = { type: 'number' };
const phrase = { type: 'string', minLength: 1, maxLength: 200, pattern: '[\\p{L}\\p{N}]' };

const FORMS = {
  all: closed({ all: several }),
  any: closed({ any: several }),
  not: closed({ not: ref }),
  contains: closed({ contains: { type: 'array', items: phrase, minItems: 1, maxItems: 10_000 } }),
  longer_than: closed({ longer_than: { type: 'integer', minimum: 0 } }),
  missing: closed({ field: text, missing: { const: true } }),
  at_least: closed({ field: text, at_least: number }),
  below: closed({ field: text, below: number }),
  one_of: closed({
    field: text,
    one_of: { type: 'array', items: { type: ['string', 'number', 'boolean'] }, minItems: 1, maxItems: 10_000 },
  }),
};

/** The form is chosen by the member that only it has, so that errors speak of that one. */
const chosen = Object.entries(FORMS).reduceRight<unknown>(
  (otherwise, [member, form]) => ({ if: { required: [member] }, then: form, else: otherwise }),
  { required: ['all, any, not, contains, longer_than, missing, at_least, below or one_of'] },
);

export const RULES_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  definitions: { condition: { type: 'object', allOf: [chosen] } },
  ...closed(
    {
      default_score: unit,
      rules: { type: 'array', minItems: 1, maxItems: 1_000, items: closed({ name: text, score: unit, when: ref }) },
    },
    { $schema: text },
  ),
};
