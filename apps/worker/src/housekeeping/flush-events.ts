import { writeSessionRows, type LiveRow } from '@sluice/batches';
import { EventFiles, EventStream, hourOfId, type StreamedEvent } from '@sluice/sessions';
import type { WorkerResources } from '../worker-resources';

/** What a row takes beside its content, about. */
const ROW_BYTES = 256;
/** What one file holds at most. */
const MOST = { events: 20_000, bytes: 16 * 1024 * 1024 };

/**
 * Writes events of live sessions into the object store and takes them out of Redis. A death in between leaves both, and the next round writes them again,
 * maybe into a file of another range: readers count an id once.
 */
export class FlushEvents {
  private readonly files: EventFiles;

  constructor(
    private readonly resources: Pick<WorkerResources, 'store' | 'duckdb' | 'log'>,
    private readonly stream: EventStream,
  ) {
    this.files = new EventFiles(resources.store);
  }

  /** Everything that has come by now. @returns how many events */
  async execute(): Promise<number> {
    const until = await this.stream.last();
    let flushed = 0;
    while (until !== null) {
      const events = await this.stream.read(until, MOST);
      const last = events.at(-1);
      if (last === undefined) break;
      await this.write(events);
      await this.stream.trim(last.id);
      flushed += events.length;
    }
    return flushed;
  }

  async write(events: readonly StreamedEvent[]): Promise<void> {
    const groups = new Map<string, { tenant: string; rows: LiveRow[] }>();
    for (const streamed of events) {
      const { id, event } = streamed;
      if (event === null) {
        this.resources.log.error({ id }, 'an event of a session cannot be read; it is left out');
        continue;
      }
      const name = `${event.tenant}/${hourOfId(id)}`;
      const group = groups.get(name) ?? { tenant: event.tenant, rows: [] };
      groups.set(name, group);
      group.rows.push(...rowsOf(streamed));
    }
    for (const { tenant, rows } of groups.values()) await this.writeFile(tenant, rows);
  }

  private async writeFile(tenant: string, rows: readonly LiveRow[]): Promise<void> {
    const { store, duckdb } = this.resources;
    const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
    if (first === undefined || last === undefined) return;
    const path = await store.scratchPath();
    await duckdb.connect((connection) => writeSessionRows(connection, rows, path));
    const bytes = rows.reduce((sum, { content }) => sum + content.length + ROW_BYTES, 0);
    await store.putFile(this.files.keyOf(tenant, { first, last, bytes }), path);
  }
}

function rowsOf({ id, event }: StreamedEvent): LiveRow[] {
  if (event === null) return [];
  const { session_id: sessionId, user_id, event_id, at, model, version, texts, instances = [] } = event;
  const contents = texts ?? instances.map((instance) => JSON.stringify(instance));
  return contents.map((content, part) => ({
    ...{ id, part, sessionId, userId: user_id ?? null, eventId: event_id ?? null, at, model, version, content },
  }));
}
