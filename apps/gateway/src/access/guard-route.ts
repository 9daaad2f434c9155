import type { IncomingHttpHeaders } from 'node:http';
import { LOCAL_ADMIN, parseCredential, type KeyTable, type Role } from '@sluice/access';
import { SluiceError } from '@sluice/contracts';
import type { FastifyReply, onRequestHookHandler } from 'fastify';
import { isFromElsewhere } from './from-elsewhere';
import { rolesOf } from './route-access';

const BEARER = /^bearer +(.*)$/i;

/**
 * Lets in who has a key of one of these roles; as long as there is no key, everybody. Runs before a byte of the body is read, so that whoever may not
 * use a route cannot make us read or check anything either. Why no Nest guard: docs/decisions/2026-11-27-keys.md
 */
export function guardRoute(declared: readonly Role[], table: KeyTable): onRequestHookHandler {
  const roles = new Set(rolesOf(declared));
  return (request, reply, done) => {
    const credential = credentialIn(request.headers);
    if (table.isOpen && !isKey(credential)) {
      request.principal = LOCAL_ADMIN;
      done(isFromElsewhere(request.headers) ? elsewhere() : undefined);
      return;
    }
    const principal = credential === undefined ? null : table.check(credential, Date.now());
    request.principal = principal;
    if (principal === null) done(unauthenticated(reply, credential !== undefined));
    else done(roles.has(principal.role) ? undefined : forbidden(principal.role, roles));
  };
}

/** Whoever sends one means its tenant: the key is so new that this process does not know it yet, or so old that nobody does. */
function isKey(credential: string | undefined): boolean {
  return credential !== undefined && parseCredential(credential) !== null;
}

/** undefined: none was sent. What was sent in another scheme is one that nobody has. */
function credentialIn(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['x-api-key'];
  if (key !== undefined) return String(key);
  const { authorization } = headers;
  return authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? '');
}

/** RFC 6750, 3: why only to those who sent something. */
function unauthenticated(reply: FastifyReply, wasSent: boolean): SluiceError {
  reply.header('www-authenticate', `Bearer realm="sluice"${wasSent ? ', error="invalid_token"' : ''}`);
  return new SluiceError(
    'UNAUTHENTICATED',
    wasSent
      ? 'This key is not known, was revoked, or has expired. Ask whoever runs this service for another one.'
      : 'This path needs a key. Send yours as X-API-Key, or as Authorization: Bearer.',
  );
}

function elsewhere(): SluiceError {
  return new SluiceError(
    'FORBIDDEN',
    'There are no keys yet, so only requests to this machine under a local name are answered. Make a key, and send it.',
  );
}

function forbidden(role: Role, roles: ReadonlySet<Role>): SluiceError {
  return new SluiceError('FORBIDDEN', `This key has the role ${role}; this path is for ${[...roles].join(', ')}.`);
}
