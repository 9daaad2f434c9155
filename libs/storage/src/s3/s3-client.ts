import { S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from './s3-settings';

const CONNECT_TIMEOUT_MS = 3_000;
/** From the request to the head of its answer. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Without a byte of the body. */
const IDLE_TIMEOUT_MS = 30_000;
/** Of each request, the first one included, with the SDK's growing pauses between them. */
const ATTEMPTS = 4;
/** What servers that know no regions take. */
const ANY_REGION = 'us-east-1';

/** A client with bounds: every request ends within about two minutes, by an answer or an error. */
export function s3Client({ endpoint, region, forcePathStyle, credentials }: S3Settings): S3Client {
  // Several other servers refuse the checksums that the SDK adds for AWS; each request is signed with the digest of its body anyway.
  const checksums = endpoint === null ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  const wantedRegion = region ?? (endpoint === null ? null : ANY_REGION);
  return new S3Client({
    ...(endpoint === null ? {} : { endpoint }),
    ...(wantedRegion === null ? {} : { region: wantedRegion }),
    ...(credentials === undefined ? {} : { credentials }),
    forcePathStyle,
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      socketTimeout: IDLE_TIMEOUT_MS,
    },
  });
}
