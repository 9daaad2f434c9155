import { ERROR_TITLES, type ErrorCode, type FieldError, type SluiceError } from '@sluice/contracts';
import { HTTP_STATUS } from './http-status';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Seconds after which to try again when the error does not know better. */
const RETRY_AFTER_S = 1;

/** The body of every answer with a status >= 400 (RFC 9457). Holds nothing that the client sent but its request id. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ErrorCode;
  readonly request_id: string;
  readonly errors: readonly FieldError[];
  /** Seconds. */
  readonly retry_after?: number;
}

/** `type` and `instance` are URNs: they name the kind of error and this one request, and are not meant to be fetched. */
export function problemOf(error: SluiceError, requestId: string): Problem {
  const status = HTTP_STATUS[error.code];
  const retryAfterS = error.retryAfterS ?? (status === 503 ? RETRY_AFTER_S : undefined);
  return {
    type: `urn:sluice:error:${error.code}`,
    title: ERROR_TITLES[error.code],
    status,
    detail: error.message,
    instance: `urn:sluice:request:${requestId}`,
    code: error.code,
    request_id: requestId,
    errors: error.errors,
    ...(retryAfterS === undefined ? {} : { retry_after: retryAfterS }),
  };
}
