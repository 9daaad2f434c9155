const TICK_MS = 10;

/**
 * Rejects when `work` takes longer. Only time in which this process was free to hear of an answer counts, in ticks of 10 ms: a burst of requests would
 * else look like a Redis that is gone, as it does to ioredis's own commandTimeout.
 */
export function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let ticksLeft = Math.ceil(timeoutMs / TICK_MS);
    // However long the process was busy, one tick has passed; between two of them sockets are read.
    const timer = setInterval(() => {
      if (--ticksLeft > 0) return;
      clearInterval(timer);
      reject(new Error(`no answer within ${timeoutMs} ms`));
    }, TICK_MS);
    work.then(resolve, reject).finally(() => {
      clearInterval(timer);
    });
  });
}
