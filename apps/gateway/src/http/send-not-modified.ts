import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** 304 without a length, for it would be that of the document (RFC 9110, 8.6): of no body Fastify tells HEAD a length of 0, of an empty stream none. */
export function sendNotModified(reply: FastifyReply): void {
  reply.code(304).send(reply.request.method === 'HEAD' ? Readable.from([]) : undefined);
}
