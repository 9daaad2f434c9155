/**
 * Every error a client can see, with its stable code and the title of its problem+json.
 * The core throws codes; apps/gateway/src/http/http-status.ts maps each to a status, so a new code does not compile without one.
 */
export const ERROR_TITLES = {
  // 400: the bytes are not what they claim to be
  MALFORMED_JSON: 'The body is not valid JSON',
  INVALID_HEADER: 'A header has a value that is not allowed',
  MALFORMED_MULTIPART: 'The multipart body is malformed',
  INVALID_PARAMETER: 'A path or query parameter is not valid',
  BAD_REQUEST: 'The request is malformed',
  // 401, 403
  UNAUTHENTICATED: 'A key is needed',
  FORBIDDEN: 'The key does not allow this',
  // 404, 405
  NOT_FOUND: 'Nothing is served at this path',
  METHOD_NOT_ALLOWED: 'This path does not answer this method',
  MODEL_NOT_FOUND: 'No such model or version',
  BATCH_NOT_FOUND: 'No such batch',
  SESSION_NOT_FOUND: 'No such live session',
  USER_NOT_FOUND: 'No such user',
  KEY_NOT_FOUND: 'No such key',
  UPLOAD_NOT_FOUND: 'No such upload',
  DELIVERY_NOT_FOUND: 'No such delivery of a webhook',
  ENDPOINT_NOT_FOUND: 'No such endpoint of webhooks',
  ADDRESS_NOT_FOUND: 'The address is not blocked',
  // 406, 408, 409
  NOT_ACCEPTABLE: 'No requested format can be produced',
  REQUEST_TIMEOUT: 'The request took too long to arrive',
  BATCH_CONFLICT: 'The batch is in a state that does not allow this',
  IDEMPOTENCY_IN_PROGRESS: 'An upload under this key is on its way',
  ROLLOUT_CONFLICT: 'The rollout cannot be changed now',
  KEY_CONFLICT: 'The key is in a state that does not allow this',
  UPLOAD_CONFLICT: 'The upload is not where the request goes on',
  ENDPOINT_DISABLED: 'The endpoint has asked for no more webhooks',
  // 412
  UNSUPPORTED_VERSION: 'This version of the protocol is not spoken',
  // 413, 414, 415, 416, 431
  PAYLOAD_TOO_LARGE: 'The body is too large',
  URI_TOO_LONG: 'The address is too long',
  HEADERS_TOO_LARGE: 'The headers are too large',
  UNSUPPORTED_MEDIA_TYPE: 'The media type is not supported',
  UNSUPPORTED_FILE: 'The file is not of the type it was sent as',
  RANGE_NOT_SATISFIABLE: 'The range lies outside of the results',
  // 422
  INVALID_BODY: 'The body does not fit the schema',
  INVALID_INSTANCE: 'An instance does not fit the model',
  INVALID_FIELD: 'A field is not valid',
  IDEMPOTENCY_MISMATCH: 'The key stands for another upload',
  INVALID_ROLLOUT: 'The rollout cannot be served',
  EMPTY_FILE: 'The file holds no records',
  MISSING_COLUMN: 'The file lacks a column',
  INVALID_FILE: 'The file cannot be read',
  // 460
  UPLOAD_CORRUPT: 'The bytes do not fit their checksum',
  // 403, 429
  ADDRESS_BLOCKED: 'The address is blocked',
  TOO_MANY_REQUESTS: 'Too many requests in too little time',
  QUOTA_EXCEEDED: 'The quota of the key is used up',
  // 499, 500, 503, 504, 507
  DEADLINE_EXCEEDED: 'The deadline passed before the request was scored',
  INTERNAL: 'Something failed on our side',
  NON_FINITE_SCORE: 'The model produced a score that is not a number',
  MODEL_NOT_READY: 'The model is not ready',
  MODEL_FAILING: 'The model fails again and again',
  REMOTE_MODEL_FAILED: 'The server that holds the model failed',
  MODELS_UNREADABLE: 'The models folder cannot be read',
  OVERLOADED: 'The service is at capacity',
  SHUTTING_DOWN: 'The service is shutting down',
  STATISTICS_UNAVAILABLE: 'The statistics cannot be read',
  SESSIONS_UNAVAILABLE: 'Live sessions cannot be read',
  STORE_UNAVAILABLE: 'The object store does not answer',
  TOKEN_KEYS_UNAVAILABLE: 'Tokens cannot be checked yet',
  LIMITS_UNAVAILABLE: 'Limits cannot be counted',
  STORAGE_FULL: 'The object store is full',
} as const;

export type ErrorCode = keyof typeof ERROR_TITLES;

/** Why one record of a file could not be scored: `code` in the errors view of a batch. */
export const ROW_ERRORS = {
  MALFORMED_RECORD: 'The record could not be parsed: wrong number of columns, a broken quote or broken JSON',
  INVALID_ENCODING: 'The record is not valid UTF-8',
  TEXT_MISSING: 'The text is missing',
  TEXT_BLANK: 'The text is empty or only white space',
  TEXT_TOO_LONG: 'The text is longer than the model allows',
  INVALID_TYPE: 'The value has the wrong type',
  VALUE_MISSING: 'The value is missing and the model has no default for it',
  OUT_OF_RANGE: 'The value is outside of the range that the model takes',
  UNKNOWN_CATEGORY: 'The value is not one of the categories of the model',
  NOT_FINITE: 'The value is not a finite number',
  TOO_LONG: 'The value is longer than the model allows',
  INVALID_TIME: 'The time is not RFC 3339, ISO 8601 or a Unix time',
  ID_TOO_LONG: 'An id is longer than 200 code points',
  LINE_TOO_LONG: 'The record is longer than 64 kB',
  NON_FINITE_SCORE: 'The model produced a score that is not a number',
  QUARANTINED: 'Scoring the row ended its worker, or failed, again and again; it was set aside',
} as const;

export type RowErrorCode = keyof typeof ROW_ERRORS;
