import { SESSION_FIELDS, type SessionFields } from '../sessions/session-fields';
import { MAX_ROWS, MAX_TEXT_LENGTH } from '../models/request-limits';

/** A request that fits ENVELOPE: its rows have the right type and number, and nothing else was looked at. */
export interface PredictBody extends SessionFields {
  readonly texts?: readonly string[];
  readonly instances?: readonly unknown[];
  readonly model?: string;
  readonly threshold?: number;
}

const texts = {
  type: 'array',
  minItems: 1,
  maxItems: MAX_ROWS,
  items: { type: 'string' },
};
const instances = { ...texts, items: { type: 'object' } };
const model = { type: 'string', minLength: 1, maxLength: 64 };
const threshold = { type: 'number', minimum: 0, maximum: 1 };

/**
 * Route schema of the hot route. Whether texts or instances are needed depends on the model, and what a text may be as well:
 * that is checked against the manifest.
 */
export const ENVELOPE = {
  type: 'object',
  additionalProperties: false,
  properties: { texts, instances, model, threshold, ...SESSION_FIELDS },
};

/** What OpenAPI says of the body. */
export const PREDICT_BODY_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  oneOf: [{ required: ['texts'] }, { required: ['instances'] }],
  properties: {
    texts: {
      ...texts,
      items: { type: 'string', minLength: 1, maxLength: MAX_TEXT_LENGTH, pattern: '\\S' },
      description: 'For a text model. Lengths count code points; a text must not be blank',
    },
    instances: {
      ...instances,
      description: 'For a tabular model: one object a row, its fields as GET /v1/models/{name} lists them',
    },
    model: { ...model, default: 'abuse', description: 'Not needed where the path names the model' },
    threshold: { ...threshold, description: 'Moves the lower edge of review; block = max(block, threshold)' },
    session_id: { ...SESSION_FIELDS.session_id, description: 'Session that the rows belong to' },
    user_id: { ...SESSION_FIELDS.user_id, description: 'Whose session it is; the first one given counts' },
    event_id: { ...SESSION_FIELDS.event_id, description: 'A call that is sent again counts once in its session' },
    occurred_at: { ...SESSION_FIELDS.occurred_at, description: 'RFC 3339; else the time of arrival' },
    session: {
      ...SESSION_FIELDS.session,
      default: 'sync',
      description: 'async: the answer does not wait for the session',
    },
  },
  example: { texts: ['have a nice day'] },
};
