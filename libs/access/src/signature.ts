import { createHmac } from 'node:crypto';

/** What a signature is over: headers are as they were sent. */
export interface SignedParts {
  readonly method: string;
  /** With the query, as the request line has it. */
  readonly path: string;
  /** Milliseconds since 1970 in digits. */
  readonly timestamp: string;
  readonly nonce: string;
  /** `Content-Digest` of RFC 9530. */
  readonly digest: string;
}

/**
 * HMAC-SHA256 of the parts, one a line, under the SHA-256 of the secret: that is all that is kept of a secret here, so whoever can read the keys in the store
 * could sign.
 */
export function signatureOf(secretDigest: Buffer, { method, path, timestamp, nonce, digest }: SignedParts): Buffer {
  return createHmac('sha256', secretDigest).update([method, path, timestamp, nonce, digest].join('\n')).digest();
}
