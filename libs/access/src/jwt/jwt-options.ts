import type { Role } from '../role';

/** What a token must say, and what that means here. */
export interface JwtOptions {
  readonly issuer: string;
  readonly audience: string;
  /** A claim, or a path of claims behind dots. */
  readonly roleClaim: string;
  /** null: everybody is of the tenant `local`. */
  readonly tenantClaim: string | null;
  /** Roles by what the claim calls them. */
  readonly roles: ReadonlyMap<string, Role>;
}
