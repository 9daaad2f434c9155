import { hash, randomBytes } from 'node:crypto';
import { isId } from '@sluice/contracts';

const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const ID_LENGTH = 26;
const LENGTH = ID_LENGTH + 1 + 43;

/** `<id>.<secret>`, taken apart. */
export interface Credential {
  /** ULID of the key. */
  readonly id: string;
  /** 256 random bits in base64url. */
  readonly secret: string;
}

export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** null for everything that is no credential of ours. */
export function parseCredential(text: string): Credential | null {
  if (text.length !== LENGTH || text[ID_LENGTH] !== '.') return null;
  const [id, secret] = [text.slice(0, ID_LENGTH), text.slice(ID_LENGTH + 1)];
  return isId(id) && SECRET.test(secret) ? { id, secret } : null;
}

export function formatCredential({ id, secret }: Credential): string {
  return `${id}.${secret}`;
}

/**
 * What is kept of a secret: its SHA-256, 32 bytes. No salt and no slow function, which are for passwords: nobody can try 2^256 secrets, and every
 * request pays for the hash.
 */
export function digestOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
