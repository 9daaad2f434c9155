import { SluiceError } from '@sluice/contracts';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { TokenKeys } from './token-keys';

const REFRESH_EVERY_MS = 300_000;
/** Tokens that name unknown keys make us read the set no more often. */
const COOLDOWN_MS = 30_000;

export interface KeySetOptions {
  /** Gives the JWKS, parsed. */
  readonly read: () => Promise<unknown>;
  readonly onFailure: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * Public keys of a JWKS: RS256 and ES256. It is read in the background, never while a token waits. When it cannot be read the keys that are known stay:
 * jose's own set for an address would make requests wait, and forget.
 */
export class KeySet implements TokenKeys {
  readonly algorithms = ['RS256', 'ES256'];
  private keys: JWTVerifyGetKey | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private readAtMs = -Infinity;
  private readonly now: () => number;

  constructor(private readonly options: KeySetOptions) {
    this.now = options.now ?? ((): number => performance.now());
  }

  /** Reads the set once. One that cannot be read is told of, and is read again. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.refresh(), REFRESH_EVERY_MS).unref();
    await this.refresh();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws SluiceError TOKEN_KEYS_UNAVAILABLE as long as the set was never read; jose's own errors for a token of no key of ours */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.keys === undefined) {
      this.refreshSoon();
      throw new SluiceError(
        'TOKEN_KEYS_UNAVAILABLE',
        'The keys that tokens are signed with are not known yet: their server does not answer. Try again, or send a key.',
      );
    }
    try {
      return await this.keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) this.refreshSoon();
      throw error;
    }
  };

  /** Reads the set, after any reading under way. Never rejects. */
  refresh(): Promise<void> {
    this.reading ??= this.readNow().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private refreshSoon(): void {
    if (this.now() - this.readAtMs >= COOLDOWN_MS) void this.refresh();
  }

  private async readNow(): Promise<void> {
    this.readAtMs = this.now();
    try {
      const set = (await this.options.read()) as JSONWebKeySet;
      const keys = createLocalJWKSet(set);
      if (set.keys.length === 0) throw new Error('the JWKS holds no keys');
      this.keys = keys;
    } catch (error) {
      this.options.onFailure(error);
    }
  }
}
