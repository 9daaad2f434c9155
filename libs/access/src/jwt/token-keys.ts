import type { JWTVerifyGetKey } from 'jose';

/** Keys that tokens are signed with. What they sign by is fixed here: what a token says of itself chooses among these, and nothing else. */
export interface TokenKeys {
  readonly algorithms: readonly string[];
  /** Rejects for a token that none of the keys has signed. Never waits for anything from outside. */
  readonly find: JWTVerifyGetKey;
  /** Before the first token is checked. */
  start(): Promise<void>;
  stop(): void;
}
