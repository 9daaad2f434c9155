import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { isKnownTo } from './entity-tag';

/** Sends JSON with an ETag, or 304 when the client has just this. A weak one: the bytes differ by their encoding, what they say does not. */
export function sendTagged(reply: FastifyReply, value: object): void {
  const body = JSON.stringify(value);
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  reply.header('etag', `W/${tag}`).header('cache-control', 'no-cache');
  if (isKnownTo(reply.request.headers['if-none-match'], tag)) reply.code(304).send();
  else reply.code(200).type('application/json; charset=utf-8').send(body);
}
