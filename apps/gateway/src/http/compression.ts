import compress, { type FastifyCompressOptions } from '@fastify/compress';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { takesOipBody } from './oip-body';
import { routeConfig } from './route-config';

const CONFIG_KEY = 'sentAsItIs';

const OPTIONS: FastifyCompressOptions = {
  // Of the encodings that every client has. Brotli is a sixth smaller at the same speed, and ten times slower where it is half as large.
  encodings: ['gzip'],
  // 7 times smaller at 244 MB/s on one core; level 6: 8.5 times at 70.
  zlibOptions: { level: 1 },
  // Below a packet or so nothing is won.
  threshold: 1024,
  // 0.1 ms on the event loop, less than the way to a zlib thread costs; above it is that thread's work.
  syncThreshold: 16 * 1024,
  customTypes: /^(?:application\/(?:json|problem\+json|x-ndjson)|text\/(?:csv|plain))(?:;|$)/,
  // Compressed bodies are refused (useJsonBodies, useOipBodies).
  globalDecompression: false,
};

/** Marks a route whose answers are small and wanted at once: nothing of compression runs for it. */
export const SentAsItIs = (): MethodDecorator => routeConfig({ [CONFIG_KEY]: true });

/**
 * Compresses texts of 1 KiB and more for clients that take gzip, streams as they come. Parquet and event streams are not in the list of types. Must come
 * before the first route.
 */
export async function useCompression(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRoute', (route) => {
    if (!isCompressed(route)) route.compress = false;
  });
  await fastify.register(compress, OPTIONS);
  fastify.addHook('onRoute', (route) => {
    if (!isSentAsItIs(route)) route.onSend = [route.onSend ?? []].flat().concat(describeEncoded);
  });
}

/** The answer to HEAD has no body to compress. */
function isCompressed(route: RouteOptions): boolean {
  return !isSentAsItIs(route) && ![route.method].flat().includes('HEAD');
}

function isSentAsItIs({ config }: RouteOptions): boolean {
  return takesOipBody(config) || (typeof config === 'object' && CONFIG_KEY in config);
}

/** What a handler said of its bytes, and what does not hold for compressed ones. */
const OF_PLAIN_BYTES = ['accept-ranges', 'content-digest', 'repr-digest'];

/** Makes the headers true of what is sent, compressed or not. */
function describeEncoded(
  _request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: Error | null, payload: unknown) => void,
): void {
  nameEncodingInVary(reply);
  if (reply.hasHeader('content-encoding')) {
    for (const name of OF_PLAIN_BYTES) reply.removeHeader(name);
    const tag = reply.getHeader('etag');
    // Weak: the same content in other bytes. It still answers If-None-Match, and no longer If-Range.
    if (typeof tag === 'string' && !tag.startsWith('W/')) reply.header('etag', `W/${tag}`);
  }
  done(null, payload);
}

/** Also for answers that were not compressed: a cache must not give them to a client that asked otherwise. The plugin names it only on the others. */
function nameEncodingInVary(reply: FastifyReply): void {
  const named = String(reply.getHeader('vary') ?? '').split(',');
  const others = named.map((name) => name.trim()).filter((name) => name !== '' && !/^accept-encoding$/i.test(name));
  reply.header('vary', [...others, 'Accept-Encoding'].join(', '));
}
