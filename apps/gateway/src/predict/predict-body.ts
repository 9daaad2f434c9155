import { MAX_TEXT_LENGTH, MAX_TEXTS } from '../models/text-limits';

/** A request that fits ENVELOPE: its texts have the right type and number, and nothing else was looked at. */
export interface PredictBody {
  readonly texts?: readonly string[];
  readonly instances?: unknown;
  readonly model?: string;
  readonly threshold?: number;
}

const texts = {
  type: 'array',
  minItems: 1,
  maxItems: MAX_TEXTS,
  items: { type: 'string' },
};
const model = { type: 'string', minLength: 1, maxLength: 64 };
const threshold = { type: 'number', minimum: 0, maximum: 1 };

/**
 * Route schema of the hot route. Whether texts or instances are needed depends on the model, and what a text may be as well:
 * that is checked against the manifest.
 */
export const ENVELOPE = {
  type: 'object',
  additionalProperties: false,
  properties: { texts, instances: {}, model, threshold },
};

/** What OpenAPI says of the body. */
export const PREDICT_BODY_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['texts'],
  properties: {
    texts: {
      ...texts,
      items: { type: 'string', minLength: 1, maxLength: MAX_TEXT_LENGTH, pattern: '\\S' },
      description: 'Lengths count code points; a text must not be blank',
    },
    model: { ...model, default: 'abuse', description: 'Not needed where the path names the model' },
    threshold: { ...threshold, description: 'Moves the lower edge of review; block = max(block, threshold)' },
  },
  example: { texts: ['have a nice day'] },
};
