const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text, minItems: 1 };
const weights = { type: 'object', additionalProperties: { type: 'number', exclusiveMinimum: 0 } };

/** An object that needs `required` and allows nothing but `properties`. */
function closed(properties: Readonly<Record<string, unknown>>, required: readonly string[]): Record<string, unknown> {
  return { type: 'object', additionalProperties: false, required, properties };
}

const trainedOn = closed(
  {
    sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    held_out: closed(
      { id: text, modulus: { type: 'integer', minimum: 2 }, remainder: { type: 'integer', minimum: 0 } },
      ['id', 'modulus', 'remainder'],
    ),
    cross_validated: closed({ auc: text, ap: text, recall_at_1pct_fpr: text, ece: text }, []),
  },
  ['sha256'],
);

const set = closed(
  {
    name: text,
    files: texts,
    text,
    label: {
      type: 'object',
      oneOf: [
        closed({ column: text, positive: texts }, ['column', 'positive']),
        closed({ column: text, at_least: { type: 'number' } }, ['column', 'at_least']),
      ],
    },
    category: text,
    where: closed({ column: text, values: texts }, ['column', 'values']),
    groups: {
      type: 'array',
      items: closed({ column: text, edges: { type: 'array', items: { type: 'number' }, minItems: 1 } }, ['column']),
    },
    weight: closed({ column: text, positives: weights, negatives: weights }, ['column']),
    sessions: closed({ id: text, order: text, text, model: text }, ['id', 'order', 'text', 'model']),
    trained_on: trainedOn,
  },
  ['name', 'files', 'label'],
);

/** JSON schema of EvaluationFile. */
export const EVALUATION_SCHEMA = closed({ sets: { type: 'array', items: set, minItems: 1 } }, ['sets']);
