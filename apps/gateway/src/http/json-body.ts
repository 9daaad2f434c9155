import { isUtf8 } from 'node:buffer';
import { SluiceError } from '@sluice/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { nestsDeeperThan } from './json-depth';

/** Deepest nesting of arrays and objects in a JSON body. */
const MAX_DEPTH = 32;

/**
 * Replaces Fastify's parsers by one for application/json: UTF-8 only, at most MAX_DEPTH deep, no `__proto__` nor
 * `constructor.prototype`. Every other media type is 415 until a module registers a parser for it.
 */
export function useJsonBodies(fastify: FastifyInstance): void {
  // Typed for hooks that return promises; it calls `done` before it returns.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const refused = refusalOf(request, body);
    if (refused) done(refused);
    else void parse(request, body.toString('utf8'), done);
  });
}

function refusalOf(request: FastifyRequest, body: Buffer): SluiceError | undefined {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return new SluiceError('UNSUPPORTED_MEDIA_TYPE', 'Compressed JSON is not taken. Send it without Content-Encoding.');
  }
  if (!isUtf8(body)) return new SluiceError('MALFORMED_JSON', 'The body is not valid UTF-8. Encode it as UTF-8.');
  if (nestsDeeperThan(body, MAX_DEPTH)) {
    return new SluiceError('MALFORMED_JSON', `The body nests deeper than ${MAX_DEPTH} levels. Send a flatter one.`);
  }
  return undefined;
}
