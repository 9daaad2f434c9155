import type { BatchStatus } from '@sluice/batches';
import type { FastifyReply } from 'fastify';
import { sendTagged } from '../http/send-tagged';
import { taggedBody, type TaggedBody } from '../http/tagged-body';
import { retryAfterS, statusBody } from './status-body';

interface StatusAnswer {
  readonly body: TaggedBody;
  readonly retryAfterS: number | undefined;
}

/** Everybody who shares a read of a batch gets the same status: it is written out for the first of them. */
const answers = new WeakMap<BatchStatus, StatusAnswer>();

/** 202 for a batch that was just accepted, 200 for one that was accepted before; with the place to look at next. */
export function sendAccepted(reply: FastifyReply, status: BatchStatus, now: number, code: 200 | 202 = 202): void {
  reply.header('location', `/v1/batch/${status.id}/status`);
  const retry = retryAfterS(status, now);
  if (retry !== undefined) reply.header('retry-after', retry);
  reply.code(code).send(statusBody(status));
}

/** 200 with an ETag, or 304 when the client has just this. */
export function sendStatus(reply: FastifyReply, status: BatchStatus): void {
  const { body, retryAfterS } = answerOf(status);
  if (retryAfterS !== undefined) reply.header('retry-after', retryAfterS);
  sendTagged(reply, body);
}

function answerOf(status: BatchStatus): StatusAnswer {
  const known = answers.get(status);
  if (known !== undefined) return known;
  const answer = { body: taggedBody(statusBody(status)), retryAfterS: retryAfterS(status, Date.now()) };
  answers.set(status, answer);
  return answer;
}
