import { randomBytes, timingSafeEqual } from 'node:crypto';
import { digestOf, parseCredential } from './credential';
import type { KeyRecord } from './key-record';
import type { Principal } from './principal';
import { signatureOf, type SignedParts } from './signature';

interface Entry {
  readonly principal: Principal;
  readonly digest: Buffer;
  /** Epoch milliseconds from which it is refused. */
  endsAt: number;
}

/** Whom an unknown id is compared with, so that it takes as long as a known one: no secret has this digest. */
const NOBODY: Omit<Entry, 'principal'> = { digest: randomBytes(32), endsAt: 0 };

/**
 * All keys, in memory: a check asks nobody. What is added may come in any order, and again: the earliest end of a key counts, so that tables which
 * have seen the same records agree.
 */
export class KeyTable {
  private readonly entries = new Map<string, Entry>();
  /** Earliest known end of each key that has one. */
  private readonly ends = new Map<string, number>();
  private anyKey = false;

  /** Whether nobody has ever made a key. Revoking the last one does not open anything. */
  get isOpen(): boolean {
    return !this.anyKey;
  }

  /** @param record null: there is a key, but its record cannot be read */
  add(record: KeyRecord | null): void {
    this.anyKey = true;
    if (record === null || this.entries.has(record.id)) return;
    const { id, role, tenant, digest, expires_at } = record;
    this.entries.set(id, {
      principal: { keyId: id, tenant, role },
      digest: Buffer.from(digest, 'hex'),
      endsAt: Math.min(expires_at ?? Infinity, this.ends.get(id) ?? Infinity),
    });
  }

  /** Refuses a key from a time on, which may be to come. */
  end(id: string, atMs: number): void {
    const earliest = Math.min(atMs, this.ends.get(id) ?? Infinity);
    this.ends.set(id, earliest);
    const entry = this.entries.get(id);
    if (entry !== undefined) entry.endsAt = Math.min(entry.endsAt, earliest);
  }

  /**
   * One look into a map, one SHA-256, one comparison of 32 bytes in constant time.
   * @returns null for whatever is malformed, unknown, revoked or expired
   */
  check(text: string, nowMs: number): Principal | null {
    const credential = parseCredential(text);
    if (credential === null) return null;
    const entry = this.entries.get(credential.id);
    const { digest, endsAt } = entry ?? NOBODY;
    const isTheirs = timingSafeEqual(digestOf(credential.secret), digest);
    return entry !== undefined && isTheirs && nowMs < endsAt ? entry.principal : null;
  }

  /** Whose signature it is: like `check`, with a signature in place of the secret. */
  checkSigned(id: string, parts: SignedParts, signature: Buffer, nowMs: number): Principal | null {
    const entry = this.entries.get(id);
    const { digest, endsAt } = entry ?? NOBODY;
    const wanted = signatureOf(digest, parts);
    const isTheirs = signature.length === wanted.length && timingSafeEqual(signature, wanted);
    return entry !== undefined && isTheirs && nowMs < endsAt ? entry.principal : null;
  }
}
