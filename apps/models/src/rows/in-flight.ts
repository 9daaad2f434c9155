/** Applies `work` to the items with up to `limit` calls under way, and gives the results in the order of the items. */
export async function* inFlight<T, R>(
  items: AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for await (const item of items) {
    const next = work(item);
    // It is awaited when its turn comes; until then its failure must not end the process.
    next.catch(() => undefined);
    running.push(next);
    const oldest = running.length >= limit ? running.shift() : undefined;
    if (oldest) yield await oldest;
  }
  for (const rest of running) yield await rest;
}
