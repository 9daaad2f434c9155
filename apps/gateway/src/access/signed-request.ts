import type { SignedParts } from '@sluice/access';
import { SluiceError } from '@sluice/contracts';
import type { FastifyRequest } from 'fastify';

/** How far the clock of a client may be off, either way. */
export const REPLAY_WINDOW_MS = 300_000;

/** What each header of a signed request looks like, by its name in lower case. */
const GRAMMAR = {
  'x-api-key': /^[0-9A-Z]{26}$/,
  'x-timestamp': /^\d{13}$/,
  'x-nonce': /^[A-Za-z0-9_-]{8,64}$/,
  'content-digest': /^sha-256=:[A-Za-z0-9+/]{43}=:$/,
  'x-signature': /^[A-Za-z0-9+/]{43}=$/,
};
const DIGEST_PREFIX = 'sha-256=:';

/** What the headers of a signed request say. */
export interface SignedHeaders {
  readonly keyId: string;
  readonly parts: SignedParts;
  readonly signature: Buffer;
  /** SHA-256 that the body must have. */
  readonly bodyDigest: Buffer;
}

/** Whether a request says that it is signed. */
export function isSigned({ headers }: FastifyRequest): boolean {
  return headers['x-signature'] !== undefined;
}

/** @returns null for headers that are missing, malformed, or of another time @throws SluiceError UNSUPPORTED_MEDIA_TYPE of a form */
export function signedHeaders({ headers, method, raw }: FastifyRequest, nowMs: number): SignedHeaders | null {
  const isWhole = Object.entries(GRAMMAR).every(([name, grammar]) => grammar.test(String(headers[name])));
  if (!isWhole) return null;
  const said = (name: keyof typeof GRAMMAR): string => String(headers[name]);
  const [timestamp, digest] = [said('x-timestamp'), said('content-digest')];
  if (Math.abs(nowMs - Number(timestamp)) > REPLAY_WINDOW_MS) return null;
  if (/^multipart\//i.test(headers['content-type'] ?? '')) throw form();
  return {
    keyId: said('x-api-key'),
    parts: { method, path: raw.url ?? '', timestamp, nonce: said('x-nonce'), digest },
    signature: Buffer.from(said('x-signature'), 'base64'),
    bodyDigest: Buffer.from(digest.slice(DIGEST_PREFIX.length, -1), 'base64'),
  };
}

/** The boundary of a form is chosen by libraries, mostly after the headers are written. */
function form(): SluiceError {
  return new SluiceError(
    'UNSUPPORTED_MEDIA_TYPE',
    'A signed upload is the raw bytes of the file, with the fields as query parameters; a form cannot be signed.',
  );
}
