import { Redis } from 'ioredis';
import { StartError } from '../shutdown/start-error';
import { redisOptions } from './redis-options';

export interface ReachOptions {
  readonly timeoutMs: number;
  /** Gives up early, for example because the server has exited. */
  readonly signal?: AbortSignal;
}

/** Answers of a Redis that trying again does not change. */
const REFUSED = /^(NOAUTH|WRONGPASS|NOPERM|ERR (invalid password|DB index))/;

/**
 * Connects, waits until Redis has loaded its data, asks, and disconnects.
 * @throws StartError when Redis does not answer in time or does not let us in.
 */
export async function reachRedis<T>(
  url: string,
  options: ReachOptions,
  ask: (client: Redis) => Promise<T>,
): Promise<T> {
  const client = new Redis({ ...redisOptions(url, 'consumer'), retryStrategy: () => 20 });
  const limit = new AbortController();
  try {
    const given = givenUp(client, options, limit.signal);
    return await Promise.race([whenReady(client).then(() => ask(client)), given]);
  } finally {
    limit.abort();
    client.disconnect();
  }
}

function whenReady(client: Redis): Promise<void> {
  return new Promise((resolve) => {
    client.once('ready', resolve);
  });
}

/** Rejects on the first of: time is up, `signal`, a refusal. `over` only lets go of the timer. */
function givenUp(client: Redis, { timeoutMs, signal }: ReachOptions, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    let last = '';
    const fail = (): void => {
      reject(new StartError(`Redis does not answer${last}.`));
    };
    client.on('error', (error: Error) => {
      last = ` (${error.message})`;
      if (REFUSED.test(error.message)) reject(new StartError(`Redis does not let us in${last}.`));
    });
    // Not AbortSignal.any and .timeout: on Node 20 the combined signal may be collected before it fires.
    const timer = setTimeout(fail, timeoutMs);
    over.addEventListener('abort', () => {
      clearTimeout(timer);
    });
    signal?.addEventListener('abort', fail, { once: true, signal: over });
    if (signal?.aborted) fail();
  });
}
