/** What a log line holds of an error. */
export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code?: string | number;
  readonly cause?: ErrorFields;
}

/** Causes of causes that are still written. */
const MAX_CAUSES = 5;

/** Only these fields: libraries hang commands, requests and rows on their errors, and a log must not hold them. */
export function errorFields(thrown: unknown, causes = MAX_CAUSES): ErrorFields {
  if (!(thrown instanceof Error))
    return { type: typeof thrown, message: 'something was thrown that is no Error', stack: undefined };
  const code =
    'code' in thrown && (typeof thrown.code === 'string' || typeof thrown.code === 'number') ? thrown.code : null;
  return {
    type: thrown.name,
    message: thrown.message,
    stack: thrown.stack,
    ...(code === null ? {} : { code }),
    ...(thrown.cause === undefined || causes === 0 ? {} : { cause: errorFields(thrown.cause, causes - 1) }),
  };
}
