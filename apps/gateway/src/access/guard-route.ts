import type { IncomingHttpHeaders } from 'node:http';
import { isToken, LOCAL_ADMIN, parseCredential, type Role } from '@sluice/access';
import { isId, SluiceError } from '@sluice/contracts';
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Bucket } from '../limits/buckets';
import type { RequestLimits } from '../limits/request-limits';
import type { Authenticator } from './authenticator';
import { isFromElsewhere } from './from-elsewhere';
import { rolesOf } from './route-access';
import type { SignatureCheck } from './signature-check';

const BEARER = /^bearer +(.*)$/i;
const BASIC = /^basic +([\w+/=-]*)$/i;

/** What the credential of a route is checked by. */
export interface RouteGuards {
  readonly callers: Authenticator;
  readonly limits: RequestLimits;
  readonly signatures: SignatureCheck;
}

/** Who may use a route, and what its requests count as. */
export interface GuardedRoute {
  readonly access: readonly Role[];
  readonly bucket: Bucket;
  /** Whether its requests may or must be signed, if the configuration says so. */
  readonly signable: boolean;
  /** Whether browsers open it by its address: they can send a key by Basic alone, its id as the name and its secret as the password. */
  readonly page: boolean;
}

/**
 * Lets in who has a key of one of these roles, and tokens left; as long as there is no key, everybody. Runs before a byte of the body is read, so that whoever
 * may not use a route cannot make us read or check anything either. In this order: address, credential, role, tokens of the key. Why no Nest guard:
 * docs/decisions/2026-11-27-keys.md
 */
export function guardRoute(
  { access, bucket, signable, page }: GuardedRoute,
  { callers, limits, signatures }: RouteGuards,
): onRequestAsyncHookHandler {
  const roles = new Set(rolesOf(access));
  const { address, key } = limits.ofRoute(bucket);
  const check = (request: FastifyRequest, credential: string): ReturnType<Authenticator['check']> =>
    signable && signatures.takes(request) ? signatures.check(request) : callers.check(credential, Date.now());
  return async (request, reply) => {
    const credential = credentialIn(request.headers, page);
    if (callers.isOpen && !isKey(credential)) {
      if (isFromElsewhere(request.headers)) throw elsewhere();
      request.principal = LOCAL_ADMIN;
      return;
    }
    if (address !== null) await address(request.ip, reply);
    if (credential === undefined) throw unauthenticated(reply, page, false);
    const principal = await check(request, credential);
    if (principal === null) {
      await limits.failedLogin(request.ip, idIn(credential));
      throw unauthenticated(reply, page, true);
    }
    request.principal = principal;
    if (!roles.has(principal.role)) throw forbidden(principal.role, roles);
    if (key !== null) await key(principal.keyId ?? '', reply);
  };
}

/** Whoever sends one means its tenant: the key is so new that this process does not know it yet, or so old that nobody does. */
function isKey(credential: string | undefined): boolean {
  return credential !== undefined && parseCredential(credential) !== null;
}

/** What a credential that was refused counts as a try of. */
function idIn(credential: string): string {
  if (isId(credential)) return credential;
  return parseCredential(credential)?.id ?? (isToken(credential) ? 'token' : 'malformed');
}

/** undefined: none was sent. What was sent in another scheme is one that nobody has. */
function credentialIn(headers: IncomingHttpHeaders, page: boolean): string | undefined {
  const key = headers['x-api-key'];
  if (key !== undefined) return String(key);
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  const basic = page ? BASIC.exec(authorization)?.[1] : undefined;
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString().replace(':', '.');
  return BEARER.exec(authorization)?.[1] ?? '';
}

/** RFC 6750, 3: why only to those who sent something. Basic, RFC 7617, makes a browser ask for it. */
function unauthenticated(reply: FastifyReply, page: boolean, wasSent: boolean): SluiceError {
  const bearer = `Bearer realm="sluice"${wasSent ? ', error="invalid_token"' : ''}`;
  reply.header('www-authenticate', page ? 'Basic realm="sluice", charset="UTF-8"' : bearer);
  return new SluiceError(
    'UNAUTHENTICATED',
    wasSent
      ? 'This key or token is not known, was revoked, or has expired. Ask whoever runs this service for another one.'
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
