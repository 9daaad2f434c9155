import type { ErrorCode } from './error-code';

/** One place in the input that is wrong. `pointer` is an RFC 6901 JSON pointer, or `/query/name`, `/header/name`. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  /** Physical line of a file, 1-based. */
  readonly line?: number;
}

export interface SluiceErrorOptions {
  readonly errors?: readonly FieldError[];
  /** Seconds after which asking again makes sense. */
  readonly retryAfterS?: number;
  readonly cause?: unknown;
}

/** The one error of the core. Knows a code and what to do next, never an HTTP status. Never holds input of the client. */
export class SluiceError extends Error {
  readonly errors: readonly FieldError[];
  readonly retryAfterS: number | undefined;

  constructor(
    readonly code: ErrorCode,
    /** What is wrong and what to do next, in one or two sentences. */
    detail: string,
    options: SluiceErrorOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'SluiceError';
    this.errors = options.errors ?? [];
    this.retryAfterS = options.retryAfterS;
  }
}
