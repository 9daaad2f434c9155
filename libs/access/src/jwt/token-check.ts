import { LOCAL_TENANT, SluiceError } from '@sluice/contracts';
import { jwtVerify, type JWTPayload } from 'jose';
import { TENANT } from '../key-record';
import type { Principal } from '../principal';
import type { Role } from '../role';
import type { JwtOptions } from './jwt-options';
import type { TokenKeys } from './token-keys';

/** Three parts, of which the last may be empty: what calls itself unsigned is refused as a token, too. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const MAX_LENGTH = 8_192;
const SUBJECT = /^[\x21-\x7E]{1,200}$/;
/** Clocks of machines differ. */
const CLOCK_TOLERANCE_S = 5;

/** Whether a credential is a token, not a key: those have two parts. */
export function isToken(credential: string): boolean {
  return credential.length <= MAX_LENGTH && JWT.test(credential);
}

/** Checks tokens of an identity provider: signature by a fixed algorithm, issuer, audience, expiry, subject. */
export class TokenCheck {
  constructor(
    readonly keys: TokenKeys,
    private readonly options: JwtOptions,
  ) {}

  /**
   * @returns whose it is, by `sub`; null for one that is not valid here and now
   * @throws SluiceError FORBIDDEN when a valid one names no role or tenant of ours; TOKEN_KEYS_UNAVAILABLE
   */
  async check(token: string): Promise<Principal | null> {
    const claims = await this.claimsOf(token);
    if (claims === null || !SUBJECT.test(claims.sub ?? '')) return null;
    return { keyId: `jwt:${claims.sub}`, tenant: this.tenantIn(claims), role: this.roleIn(claims) };
  }

  private async claimsOf(token: string): Promise<JWTPayload | null> {
    const { issuer, audience } = this.options;
    try {
      const { payload } = await jwtVerify(token, this.keys.find, {
        ...{ issuer, audience, algorithms: [...this.keys.algorithms], clockTolerance: CLOCK_TOLERANCE_S },
        requiredClaims: ['exp', 'sub'],
      });
      return payload;
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      return null;
    }
  }

  private roleIn(claims: JWTPayload): Role {
    const said = [claimAt(claims, this.options.roleClaim)].flat();
    for (const value of said) {
      const role = typeof value === 'string' ? this.options.roles.get(value) : undefined;
      if (role !== undefined) return role;
    }
    throw new SluiceError(
      'FORBIDDEN',
      'This token names no role of this service. JWT_ROLE_CLAIM and JWT_ROLES say which.',
    );
  }

  private tenantIn(claims: JWTPayload): string {
    const { tenantClaim } = this.options;
    if (tenantClaim === null) return LOCAL_TENANT;
    const tenant = claimAt(claims, tenantClaim);
    if (typeof tenant === 'string' && TENANT.test(tenant)) return tenant;
    throw new SluiceError(
      'FORBIDDEN',
      'This token names no tenant, in lower-case letters, digits, - and _, at most 64.',
    );
  }
}

/** Names of claims may have dots themselves, such as those that are addresses. */
function claimAt(claims: JWTPayload, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split('.').reduce<unknown>((within, name) => {
    if (typeof within !== 'object' || within === null || !Object.hasOwn(within, name)) return undefined;
    return Reflect.get(within, name);
  }, claims);
}
