import { SluiceError } from '@sluice/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { routeConfig } from './route-config';

const CONFIG_KEY = 'oipBody';

/** Names the parser below and nothing else: no client sends it. */
const INTERNAL_TYPE = 'application/x-sluice-infer';
const TAKEN = new Set(['', 'application/json', 'application/octet-stream']);

/** Marks a route whose handler reads the bytes of the body by itself, because JSON and binary tensors share it: `@OipBody()`. */
export const OipBody = (): MethodDecorator => routeConfig({ [CONFIG_KEY]: true });

export function takesOipBody(config: unknown): boolean {
  return typeof config === 'object' && config !== null && CONFIG_KEY in config;
}

/** Clients of the protocol send JSON, bytes, or no type at all (tritonclient): every one of them is read as bytes. */
export function readAsBytes({ raw }: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  const type = raw.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!TAKEN.has(type)) {
    const detail = 'This path takes application/json, or application/octet-stream with binary tensors.';
    done(new SluiceError('UNSUPPORTED_MEDIA_TYPE', detail));
    return;
  }
  const encoding = raw.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    const detail = 'Compressed tensors are not taken. Send them without Content-Encoding.';
    done(new SluiceError('UNSUPPORTED_MEDIA_TYPE', detail));
    return;
  }
  raw.headers['content-type'] = INTERNAL_TYPE;
  done();
}

export function useOipBodies(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(INTERNAL_TYPE, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}
