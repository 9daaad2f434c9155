import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** Seconds that a browser remembers what it may send. */
const REMEMBERED_S = 600;

/**
 * Lets pages of these origins read our answers; without any nothing is registered. Must come before our own hooks, so that refusals can be read as well.
 * Pages send a key like everybody: cookies mean nothing here.
 */
export async function useCors(fastify: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await fastify.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: [
      ...['Content-Type', 'X-API-Key', 'Authorization', 'X-Request-Id', 'Idempotency-Key'],
      ...['Prefer', 'X-Deadline-Ms', 'Last-Event-ID', 'If-None-Match'],
    ],
    exposedHeaders: [
      'X-Request-Id',
      'Location',
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
      'Link',
      'X-Complete',
      'ETag',
    ],
    maxAge: REMEMBERED_S,
    // Anything else answers in a format of its own.
    strictPreflight: false,
  });
}
