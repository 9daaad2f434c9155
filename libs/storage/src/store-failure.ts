import { SluiceError } from '@sluice/contracts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** The Node error code of a failed file operation, or undefined. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Translates a failed file operation; paths of the machine stay in the cause, which is logged but never sent. */
export function storeFailure(error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  const code = errorCode(error);
  if (code !== undefined && FULL.has(code)) {
    return new SluiceError('STORAGE_FULL', 'The object store has no space left. Free space, then send this again.', {
      cause: error,
      retryAfterS: 30,
    });
  }
  return new SluiceError(
    'STORE_UNAVAILABLE',
    `The object store failed (${code ?? 'unknown reason'}). Nothing was kept; send this again later.`,
    { cause: error, retryAfterS: 10 },
  );
}
