import { Readable } from 'node:stream';
import { SluiceError } from '@sluice/contracts';
import type { ResultDocument } from '@sluice/batches';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rangeWithin, wantedRange, type WantedRange } from '../http/byte-range';
import { isKnownTo } from '../http/entity-tag';
import { sendNotModified } from '../http/send-not-modified';

/**
 * Sends a document: whole, a part of it, or nothing to whom its tag is known. Length and digest are told when they are known; finding them out takes a
 * pass, so only HEAD, a range, or a client that wants the digest waits for it, and a plain download starts at once.
 * @throws SluiceError RANGE_NOT_SATISFIABLE
 */
export async function sendDocument(reply: FastifyReply, document: ResultDocument): Promise<void> {
  const { method, headers } = reply.request;
  reply.code(200).header('accept-ranges', document.seekable ? 'bytes' : 'none');
  if (document.tag !== null) {
    const tag = `"${document.tag}"`;
    reply.header('etag', tag).header('cache-control', 'no-cache');
    if (method !== 'POST' && isKnownTo(headers['if-none-match'], tag)) {
      sendNotModified(reply);
      return;
    }
  }
  const range = rangeOf(reply.request, document.tag);
  const measure = await document.measure(method === 'HEAD' || range !== null || wantsDigest(reply.request));
  if (measure === null) return sendBody(reply, () => document.whole());
  const digest = `sha-256=:${measure.sha256}:`;
  reply.header('repr-digest', digest);
  if (range === null) {
    reply.header('content-digest', digest).header('content-length', measure.bytes);
    return sendBody(reply, () => document.whole());
  }
  const part = rangeWithin(range, measure.bytes);
  if (part === null) throw outside(reply, measure.bytes);
  reply.code(206).header('content-range', `bytes ${part.first}-${part.last}/${measure.bytes}`);
  reply.header('content-length', part.last - part.first + 1);
  return sendBody(reply, () => document.part(measure, part));
}

/** To HEAD nothing is read. An empty stream, because for no body at all Fastify would tell a length of 0. */
async function sendBody(reply: FastifyReply, open: () => Promise<Readable>): Promise<void> {
  reply.send(reply.request.method === 'HEAD' ? Readable.from([]) : await open());
}

/** null: all of it is wanted. If-Range holds for the very same bytes only, so not for a weak tag, nor for a date: we tell none. */
function rangeOf({ method, headers }: FastifyRequest, tag: string | null): WantedRange | null {
  const ifRange = headers['if-range'];
  const holds = ifRange === undefined || ifRange === `"${tag}"`;
  return method === 'GET' && tag !== null && holds ? wantedRange(headers.range) : null;
}

/** By RFC 9530: `sha-256=10`. A preference of 0 is none. */
function wantsDigest({ headers }: FastifyRequest): boolean {
  const wanted = [headers['want-content-digest'], headers['want-repr-digest']];
  return /\bsha-256=(?:[1-9]|10)\b/.test(wanted.join());
}

function outside(reply: FastifyReply, length: number): SluiceError {
  reply.header('content-range', `bytes */${length}`);
  return new SluiceError(
    'RANGE_NOT_SATISFIABLE',
    `There are ${length} bytes. Ask for a range that begins before that; a file of this length is complete.`,
  );
}
