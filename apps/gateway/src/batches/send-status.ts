import { createHash } from 'node:crypto';
import type { BatchStatus } from '@sluice/batches';
import type { FastifyReply } from 'fastify';
import { isKnownTo } from '../http/entity-tag';
import { retryAfterS, statusBody } from './status-body';

/** 202 for a batch that was just accepted, 200 for one that was accepted before; with the place to look at next. */
export function sendAccepted(reply: FastifyReply, status: BatchStatus, now: number, code: 200 | 202 = 202): void {
  reply.header('location', `/v1/batch/${status.id}/status`);
  const retry = retryAfterS(status, now);
  if (retry !== undefined) reply.header('retry-after', retry);
  reply.code(code).send(statusBody(status));
}

/** 200 with an ETag, or 304 when the client has just this. A weak one: the bytes differ by their encoding, what they say does not. */
export function sendStatus(reply: FastifyReply, status: BatchStatus, now: number): void {
  const body = JSON.stringify(statusBody(status));
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const retry = retryAfterS(status, now);
  reply.header('etag', `W/${tag}`).header('cache-control', 'no-cache');
  if (retry !== undefined) reply.header('retry-after', retry);
  if (isKnownTo(reply.request.headers['if-none-match'], tag)) reply.code(304).send();
  else reply.code(200).type('application/json; charset=utf-8').send(body);
}
