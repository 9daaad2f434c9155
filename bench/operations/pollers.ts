import { setTimeout as pause } from 'node:timers/promises';

export interface PollFigures {
  readonly asked: number;
  /** 200: the status had changed; 304: it had not. Anything else is an error. */
  readonly changed: number;
  readonly unchanged: number;
}

/**
 * Asks once a second from each of `pollers` clients that remember the ETag, their questions spread over the second.
 * @param urls the clients share them out among themselves
 */
export async function poll(urls: readonly string[], pollers: number, seconds: number): Promise<PollFigures> {
  const figures = { asked: 0, changed: 0, unchanged: 0 };
  const client = async (index: number): Promise<void> => {
    const startMs = performance.now() + (index / pollers) * 1_000;
    const url = urls[index % urls.length] ?? '';
    let etag = '';
    for (let second = 0; second < seconds; second++) {
      await pause(Math.max(0, startMs + second * 1_000 - performance.now()));
      const answer = await fetch(url, { headers: etag === '' ? {} : { 'if-none-match': etag } });
      await answer.arrayBuffer();
      figures.asked++;
      if (answer.status === 304) figures.unchanged++;
      else if (answer.status === 200) figures.changed++;
      else throw new Error(`GET ${url} answered ${answer.status}`);
      etag = answer.headers.get('etag') ?? '';
    }
  };
  await Promise.all(Array.from({ length: pollers }, (_, index) => client(index)));
  return figures;
}
