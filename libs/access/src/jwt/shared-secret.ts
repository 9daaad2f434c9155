import { createSecretKey } from 'node:crypto';
import type { TokenKeys } from './token-keys';

/** RFC 7518, 3.2: as long as the hash. */
export const MIN_SECRET_BYTES = 32;

/** One secret that whoever makes tokens shares with us: HS256. @throws Error of one that is too short */
export function sharedSecret(secret: Buffer): TokenKeys {
  if (secret.length < MIN_SECRET_BYTES) throw new Error(`the secret has fewer than ${MIN_SECRET_BYTES} bytes`);
  const key = createSecretKey(secret);
  return { algorithms: ['HS256'], find: () => key, start: () => Promise.resolve(), stop: () => undefined };
}
