import { newId } from '@sluice/contracts';
import { aBatch, TestSystem, type BatchState } from '@sluice/testing';
import { problemIn } from './problem';
import { CSV } from './sample-files';

interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: BatchState & { readonly processed_count: number };
}

/** One event of a stream, whose fields come in any order; null for a comment or a reconnection time. */
function parseEvent(block: string): ServerEvent | null {
  const fields = new Map(
    block.split('\n').map((line) => /^([^:]*): ?(.*)$/.exec(line)?.slice(1, 3) as [string, string]),
  );
  const [id, event, data] = ['id', 'event', 'data'].map((name) => fields.get(name));
  if (id === undefined || event === undefined || data === undefined) return null;
  return { id, event, data: JSON.parse(data) as ServerEvent['data'] };
}

describe('GET /batch/{id}/events', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  const open = (id: string, lastEventId?: string): Promise<Response> =>
    fetch(`${system.url}/v1/batch/${id}/events`, {
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    });

  /** Events as they come, until the stream ends or the caller has enough. */
  async function* events(answer: Response): AsyncGenerator<ServerEvent> {
    let text = '';
    for await (const bytes of answer.body ?? []) {
      text += Buffer.from(bytes as Uint8Array).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event !== null) yield event;
      }
    }
  }

  it('tells each change up to the end, and then nothing more', async () => {
    const id = await system.submit(aBatch({ rows: 20_000 }));
    const answer = await open(id);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const seen: ServerEvent[] = [];
    for await (const event of events(answer)) seen.push(event);
    expect(seen.at(-1)).toMatchObject({ event: 'done', data: { id, state: 'completed' } });
    expect(seen.slice(0, -1).every(({ event }) => event === 'status')).toBe(true);
    expect(new Set(seen.map((event) => event.id)).size).toBe(seen.length);
    const processed = seen.map(({ data }) => data.processed_count);
    expect(processed).toEqual([...processed].sort((a, b) => a - b));
    expect(seen.at(-1)?.data).toEqual(await system.status(id));

    const after = await open(id, seen.at(-1)?.id);
    expect([after.status, await after.text()]).toEqual([204, '']);
  });

  it('goes on after Last-Event-ID across a restart of the gateway, which ends the stream in good order', async () => {
    await system.stopWorkers();
    const id = await system.submit(aBatch({ rows: 2_000 }));
    const first = events(await open(id));
    const before = (await first.next()).value as ServerEvent;
    expect(before).toMatchObject({ event: 'status', data: { state: 'accepted' } });
    await system.restartGateway();
    // The end of the stream is clean: no error, and no event.
    expect((await first.next()).done).toBe(true);

    const second = events(await open(id, before.id));
    await system.startWorker();
    const rest: ServerEvent[] = [];
    for await (const event of second) rest.push(event);
    expect(rest.map((event) => event.id)).not.toContain(before.id);
    expect(rest.at(-1)).toMatchObject({ event: 'done', data: { state: 'completed' } });
  });

  it('sends the state again to a client that knows another one', async () => {
    const id = await system.submit(CSV);
    await system.finished(id);
    const seen: ServerEvent[] = [];
    for await (const event of events(await open(id, 'an event of long ago'))) seen.push(event);
    expect(seen.map(({ event }) => event)).toEqual(['done']);
  });

  it.each([newId(), 'nothing'])('answers a problem for %s', async (id) => {
    const { status, problem } = await problemIn(await open(id));
    expect([status, problem.code]).toEqual([404, 'BATCH_NOT_FOUND']);
  });
});
