import { resolve } from 'node:path';
import { setting, type Setting } from './setting';

const CLAIM = /^[\x21-\x7E]{1,200}$/;
const ROLE_OF = /^([^=,\s]{1,200})=([a-z]{1,20})$/;

/** Where the key of tokens is, and what they must say. */
export interface JwtConfig {
  /** Absolute path of the file with the secret, or an http(s) URL or the absolute path of a JWKS. */
  readonly keys: { readonly secretFile: string } | { readonly jwks: string };
  readonly issuer: string;
  readonly audience: string;
  readonly roleClaim: string;
  /** null: everybody is of the tenant `local`. */
  readonly tenantClaim: string | null;
  /** Roles by what the claim calls them; empty: by their own names. */
  readonly roles: ReadonlyMap<string, string>;
}

/** Tokens of an identity provider, beside the keys of Sluice. */
export const JWT_SETTINGS = {
  jwtSecretFile: setting({
    name: 'JWT_SECRET_FILE',
    fallback: null,
    fallbackDoc: 'none',
    allowed: 'the path of a file',
    doc: 'File with the secret of tokens signed by HS256, 32 bytes or more. Instead of JWT_JWKS; with either of them no system is open.',
    parse: (text) => (text.includes('\0') ? undefined : resolve(text)),
  }),
  jwtJwks: setting({
    name: 'JWT_JWKS',
    fallback: null,
    fallbackDoc: 'none',
    allowed: 'the path of a file, or an address that begins with https:// or http://',
    doc: 'JWKS with the public keys of tokens signed by RS256 or ES256. It is read again every 5 minutes, and when a token names a key that it lacks.',
    secret: true,
    parse: jwksPlace,
  }),
  jwtIssuer: claim('JWT_ISSUER', null, 'What `iss` of a token must be. Needed with JWT_SECRET_FILE or JWT_JWKS.'),
  jwtAudience: claim(
    'JWT_AUDIENCE',
    null,
    'What `aud` of a token must be or hold. Needed with JWT_SECRET_FILE or JWT_JWKS.',
  ),
  jwtRoleClaim: claim(
    'JWT_ROLE_CLAIM',
    'role',
    'Claim with the role, or with a list of which the first that is known counts. Dots lead into objects: `realm_access.roles`.',
  ),
  jwtTenantClaim: claim(
    'JWT_TENANT_CLAIM',
    '',
    'Claim with the tenant, which every token then needs. Without it everybody is of the tenant `local`.',
  ),
  jwtRoles: setting({
    name: 'JWT_ROLES',
    fallback: '',
    allowed: 'value=role, more of them behind commas, each value once',
    doc: 'Roles by what the claim calls them: `sluice-admins=admin,scoring=client`. Without it the claim has the names of the roles themselves.',
    parse: rolesByValue,
  }),
};

function claim(name: string, fallback: string | null, doc: string): Setting<string> {
  const parse = (text: string): string | undefined => (text === '' || CLAIM.test(text) ? text : undefined);
  const fallbackDoc = fallback === null ? { fallbackDoc: 'none' } : {};
  return { name, fallback, ...fallbackDoc, allowed: '1 to 200 visible ASCII characters', doc, parse };
}

function jwksPlace(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text.includes('\0') ? undefined : resolve(text);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' ? url.href : undefined;
}

function rolesByValue(text: string): ReadonlyMap<string, string> | undefined {
  const found = text === '' ? [] : text.split(',').map((pair) => ROLE_OF.exec(pair.trim()));
  const roles = new Map(found.map((match) => [match?.[1] ?? '', match?.[2] ?? '']));
  return roles.has('') || roles.size < found.length ? undefined : roles;
}

interface JwtValues {
  readonly jwtSecretFile: string | null;
  readonly jwtJwks: string | null;
  readonly jwtIssuer: string | null;
  readonly jwtAudience: string | null;
  readonly jwtRoleClaim: string | null;
  readonly jwtTenantClaim: string | null;
  readonly jwtRoles: ReadonlyMap<string, string> | null;
}

/** What is wrong with these settings together: one sentence each. */
export function jwtProblems({ jwtSecretFile, jwtJwks, jwtIssuer, jwtAudience }: JwtValues): string[] {
  if (jwtSecretFile === null && jwtJwks === null) return [];
  const both = 'JWT_SECRET_FILE and JWT_JWKS are both set: tokens are signed either by a secret or by a private key.';
  const missing = Object.entries({ JWT_ISSUER: jwtIssuer, JWT_AUDIENCE: jwtAudience })
    .filter(([, value]) => value === null)
    .map(([name]) => `${name} is not set: with JWT_SECRET_FILE or JWT_JWKS it is needed.`);
  return [...(jwtSecretFile !== null && jwtJwks !== null ? [both] : []), ...missing];
}

/** null: no tokens are taken. Only called without problems. */
export function jwtOf(values: JwtValues): JwtConfig | null {
  const { jwtSecretFile: secretFile, jwtJwks: jwks, jwtIssuer: issuer, jwtAudience: audience } = values;
  const keys = secretFile === null ? (jwks === null ? null : { jwks }) : { secretFile };
  if (keys === null || issuer === null || audience === null) return null;
  const { jwtRoleClaim, jwtTenantClaim, jwtRoles } = values;
  return Object.freeze({
    ...{ keys, issuer, audience, roleClaim: jwtRoleClaim ?? 'role', tenantClaim: jwtTenantClaim || null },
    roles: jwtRoles ?? new Map<string, string>(),
  });
}
