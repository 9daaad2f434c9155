import type { RedisOptions } from 'ioredis';
import { StartError } from '../shutdown/start-error';
import { parseRedisUrl } from './redis-address';

/**
 * What a client is for. `consumer`: workers, which wait for Redis as long as it takes. `producer`: whoever answers a request and
 * must not hang on a frozen Redis. `aside`: what a predict call does
 * beside its scores; whoever makes it bounds how long a command may take, after which the call goes without.
 */
export type RedisRole = 'consumer' | 'producer' | 'aside';

/** Narrower than ioredis's own in the members that BullMQ's, and its clients' own constructors, are narrower in. */
export type ClientOptions = Omit<RedisOptions, 'retryStrategy' | 'replyMapping'> & {
  readonly retryStrategy: (attempt: number) => number;
};

/** Longest pause between attempts to connect: with the default backoff a queue stays deaf for 18 s after Redis is back. */
const RECONNECT_AT_MOST_MS = 1_000;

const BY_ROLE = {
  consumer: { maxRetriesPerRequest: null },
  producer: { maxRetriesPerRequest: 1, enableOfflineQueue: false },
  aside: { maxRetriesPerRequest: 0, enableOfflineQueue: false },
} as const satisfies Record<RedisRole, RedisOptions>;

/**
 * Options of an ioredis client, also as the `connection` of BullMQ's workers. Of producers see `connectRedis`.
 * @param url `redis://`, `rediss://` or `unix:///path`
 * @throws StartError when the URL is none of these.
 */
export function redisOptions(url: string, role: RedisRole): ClientOptions {
  const address = parseRedisUrl(url);
  if (address === undefined) throw new StartError('The Redis address is not redis://, rediss:// or unix:///path.');
  const { at, ...login } = address;
  return { ...place(at), ...login, ...BY_ROLE[role], retryStrategy };
}

function place(at: NonNullable<ReturnType<typeof parseRedisUrl>>['at']): RedisOptions {
  if ('path' in at) return { path: at.path };
  return { host: at.host, port: at.port, ...(at.tls && { tls: {} }) };
}

function retryStrategy(attempt: number): number {
  return Math.min(RECONNECT_AT_MOST_MS, 25 * 2 ** Math.min(attempt, 10));
}
