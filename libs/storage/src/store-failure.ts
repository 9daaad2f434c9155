import { SluiceError } from '@sluice/contracts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** The Node error code of a failed file operation or connection, or undefined. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Translates what failed in a store; paths of the machine stay in the cause, which is logged but never sent. */
export function storeFailure(error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  const code = errorCode(error);
  return code !== undefined && FULL.has(code) ? storageFull(error) : storeUnavailable(code ?? 'unknown reason', error);
}

export function storageFull(cause: unknown): SluiceError {
  return new SluiceError('STORAGE_FULL', 'The object store has no space left. Free space, then send this again.', {
    cause,
    retryAfterS: 30,
  });
}

/** @param reason a few words for people, without secrets or paths */
export function storeUnavailable(reason: string, cause?: unknown): SluiceError {
  return new SluiceError(
    'STORE_UNAVAILABLE',
    `The object store failed (${reason}). Nothing was kept; send this again later.`,
    { cause, retryAfterS: 10 },
  );
}

export function missingObject(): SluiceError {
  return new SluiceError('STORE_UNAVAILABLE', 'An object that should exist is missing from the store.');
}

/** Runs file operations; what they throw becomes a SluiceError. */
export async function translate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeFailure(error);
  }
}

/** null when the file or folder is not there. */
export async function absentAsNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
