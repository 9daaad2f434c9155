import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  isRole,
  KeySet,
  MIN_SECRET_BYTES,
  ROLES,
  sharedSecret,
  TokenCheck,
  type Role,
  type TokenKeys,
} from '@sluice/access';
import { StartError, type JwtConfig } from '@sluice/platform';
import type { Logger } from 'pino';

/** A server of keys that is slower is asked again later. */
const FETCH_WITHIN_MS = 5_000;

/** The check of tokens that the configuration asks for; null: none. @throws StartError when the secret or the roles are not right */
export function openTokens(config: JwtConfig | null, log: Logger): TokenCheck | null {
  if (config === null) return null;
  const { keys, roles, ...options } = config;
  const found = 'secretFile' in keys ? secretIn(keys.secretFile) : keySetAt(keys.jwks, log);
  return new TokenCheck(found, { ...options, roles: rolesOf(roles) });
}

function secretIn(file: string): TokenKeys {
  const hint = `Give it at least ${MIN_SECRET_BYTES} random bytes: openssl rand -base64 48`;
  try {
    return sharedSecret(Buffer.from(readFileSync(file, 'utf8').trim()));
  } catch (cause) {
    throw new StartError(`JWT_SECRET_FILE cannot be used: ${messageOf(cause)}. ${hint}`, { cause });
  }
}

function keySetAt(place: string, log: Logger): TokenKeys {
  const read = (): Promise<unknown> => (/^https?:/.test(place) ? fetched(place) : parsed(place));
  return new KeySet({
    read,
    onFailure: (err) => {
      log.warn({ err }, 'the JWKS cannot be read; keys that are known stay');
    },
  });
}

async function fetched(url: string): Promise<unknown> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_WITHIN_MS) });
  if (!answer.ok) throw new Error(`the server of the JWKS answered ${answer.status}`);
  return answer.json();
}

async function parsed(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

function rolesOf(named: ReadonlyMap<string, string>): ReadonlyMap<string, Role> {
  if (named.size === 0) return new Map(ROLES.map((role) => [role, role]));
  return new Map(
    [...named].map(([value, role]) => {
      if (isRole(role)) return [value, role] as const;
      throw new StartError(`JWT_ROLES names a role that does not exist; there are ${ROLES.join(', ')}.`);
    }),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
