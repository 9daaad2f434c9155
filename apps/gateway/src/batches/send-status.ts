import type { BatchStatus } from '@sluice/batches';
import type { FastifyReply } from 'fastify';
import { sendTagged } from '../http/send-tagged';
import { retryAfterS, statusBody } from './status-body';

/** 202 for a batch that was just accepted, 200 for one that was accepted before; with the place to look at next. */
export function sendAccepted(reply: FastifyReply, status: BatchStatus, now: number, code: 200 | 202 = 202): void {
  reply.header('location', `/v1/batch/${status.id}/status`);
  const retry = retryAfterS(status, now);
  if (retry !== undefined) reply.header('retry-after', retry);
  reply.code(code).send(statusBody(status));
}

/** 200 with an ETag, or 304 when the client has just this. */
export function sendStatus(reply: FastifyReply, status: BatchStatus, now: number): void {
  const retry = retryAfterS(status, now);
  if (retry !== undefined) reply.header('retry-after', retry);
  sendTagged(reply, statusBody(status));
}
