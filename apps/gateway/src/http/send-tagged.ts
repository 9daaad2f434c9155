import type { FastifyReply } from 'fastify';
import { isKnownTo } from './entity-tag';
import { sendNotModified } from './send-not-modified';
import type { TaggedBody } from './tagged-body';

/** Sends JSON with an ETag, or 304 when the client has just this. A weak one: the bytes differ by their encoding, what they say does not. */
export function sendTagged(reply: FastifyReply, { json, tag }: TaggedBody): void {
  reply.header('etag', `W/${tag}`).header('cache-control', 'no-cache');
  if (isKnownTo(reply.request.headers['if-none-match'], tag)) sendNotModified(reply);
  else reply.code(200).type('application/json; charset=utf-8').send(json);
}
