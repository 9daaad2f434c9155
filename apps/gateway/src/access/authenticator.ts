import { isToken, type KeyTable, type Principal, type TokenCheck } from '@sluice/access';

/** Whose a credential is: a key of ours, or a token of an identity provider where there is one. */
export class Authenticator {
  constructor(
    readonly keys: KeyTable,
    /** null: only keys are taken. */
    readonly tokens: TokenCheck | null,
  ) {}

  /** Whether nobody has ever made a key, and no tokens are taken: everybody may do everything. */
  get isOpen(): boolean {
    return this.tokens === null && this.keys.isOpen;
  }

  /** @returns null for what is not valid @throws SluiceError those of `TokenCheck.check` */
  check(credential: string, nowMs: number): Principal | null | Promise<Principal | null> {
    if (this.tokens !== null && isToken(credential)) return this.tokens.check(credential);
    return this.keys.check(credential, nowMs);
  }
}
