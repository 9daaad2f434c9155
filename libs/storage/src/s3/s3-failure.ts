import { S3ServiceException } from '@aws-sdk/client-s3';
import { SluiceError } from '@sluice/contracts';
import { errorCode, storageFull, storeFailure, storeUnavailable } from '../store-failure';

/** Of AWS, MinIO, Ceph and others; EntityTooLarge is how some refuse what exceeds a quota. */
const FULL = new Set([
  'EntityTooLarge',
  'InsufficientStorage',
  'QuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'XMinioStorageFull',
]);
/** Answered with 400 by some servers, so the status does not tell. */
const REFUSED = new Set([
  'AuthorizationHeaderMalformed',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
]);
/** Of Node's TLS: nobody whom it trusts has signed the certificate. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const NO_CREDENTIALS = 'CredentialsProviderError';

/** HTTP status of what the server refused, or undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** Translates what the SDK throws. Its own words may hold keys or host names: they stay in the cause, which is logged but never sent. */
export function s3Failure(error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  if (statusOf(error) === 507 || (error instanceof Error && FULL.has(error.name))) return storageFull(error);
  const reason = reasonOf(error);
  return reason === null ? storeFailure(error) : storeUnavailable(reason, error);
}

/** Why a request failed, in a few words without secrets; null when it is not for S3 to know: a connection or a local file. */
export function reasonOf(error: unknown): string | null {
  const [status, name] = [statusOf(error), error instanceof Error ? error.name : ''];
  if (name === NO_CREDENTIALS) return 'no credentials were found, or they could not be renewed';
  if (isUntrusted(error))
    return 'no known authority has signed its certificate; NODE_EXTRA_CA_CERTS names the file of one of your own';
  if (name === 'TimeoutError') return 'it did not answer in time';
  if (name === 'NoSuchBucket') return 'there is no such bucket';
  const answer = status === undefined ? null : `${status} ${word(name)}`;
  return status === 401 || status === 403 || REFUSED.has(name)
    ? `it refused the credentials or they have expired: ${answer ?? word(name)}`
    : answer;
}

/** Whether asking again is useless until a person changes something. */
export function needsPerson(error: SluiceError): boolean {
  const status = statusOf(error.cause) ?? 0;
  if (error.cause instanceof Error && error.cause.name === NO_CREDENTIALS) return true;
  if (isUntrusted(error.cause)) return true;
  // 408 and 429 pass.
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function isUntrusted(error: unknown): boolean {
  return UNTRUSTED.has(errorCode(error) ?? '');
}

/** What a server calls its error: shown only when it is one word. */
function word(name: string): string {
  return /^\w{1,60}$/.test(name) ? name : 'without a name';
}

/** Runs requests; what they throw becomes a SluiceError. */
export async function translateS3<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw s3Failure(error);
  }
}
