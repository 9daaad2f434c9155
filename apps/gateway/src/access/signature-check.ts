import type { KeyTable, Principal } from '@sluice/access';
import { SluiceError } from '@sluice/contracts';
import { Nonces } from '@sluice/limits';
import type { Signing } from '@sluice/platform';
import type { FastifyRequest } from 'fastify';
import { isSigned, REPLAY_WINDOW_MS, signedHeaders } from './signed-request';

/** Checks signatures of requests, in place of the secret of their key: what is sent over the wire then lets nobody send anything else, nor that again. */
export class SignatureCheck {
  /** Longer than a timestamp is taken, which may be a window ahead. */
  readonly nonces: Nonces;

  /** @param timeoutMs how long Redis is waited for */
  constructor(
    private readonly signing: Signing,
    private readonly keys: KeyTable,
    timeoutMs?: number,
  ) {
    this.nonces = new Nonces(2 * REPLAY_WINDOW_MS, timeoutMs);
  }

  /** Whether a request is to be checked by its signature. @throws SluiceError UNAUTHENTICATED when it has none and needs one */
  takes(request: FastifyRequest): boolean {
    if (this.signing === 'off') return false;
    if (isSigned(request)) return true;
    if (this.signing === 'optional') return false;
    throw new SluiceError(
      'UNAUTHENTICATED',
      'Requests to this path must be signed: send X-API-Key with the id of the key, X-Timestamp, X-Nonce, Content-Digest and X-Signature.',
    );
  }

  /** @returns null for a signature that is not valid, of another time, or used before @throws SluiceError UNSUPPORTED_MEDIA_TYPE */
  async check(request: FastifyRequest): Promise<Principal | null> {
    const now = Date.now();
    const signed = signedHeaders(request, now);
    if (signed === null) return null;
    const { keyId, parts, signature, bodyDigest } = signed;
    const principal = this.keys.checkSigned(keyId, parts, signature, now);
    if (principal === null || !(await this.nonces.use(`${keyId}:${parts.nonce}`))) return null;
    request.bodyDigest = bodyDigest;
    return principal;
  }
}
