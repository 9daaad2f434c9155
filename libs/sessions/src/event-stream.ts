import type { Redis } from 'ioredis';
import { decodeEvent, type SessionEvent } from './session-event';
import { sessionKeys } from './session-keys';
import { RedisScript } from '@sluice/platform';
import { paddedId, redisId } from './stream-id';
import { TRIM_EVENTS } from './stage-two.lua';

/** Entries that one command reads or removes: a moment of Redis even when all of them are as long as they may be. */
const READ_AT_ONCE = 100;
const TRIMMED_AT_ONCE = 1_000;

export interface StreamedEvent {
  /** Padded. */
  readonly id: string;
  /** null when the entry cannot be read. */
  readonly event: SessionEvent | null;
  /** Length of the entry. */
  readonly bytes: number;
}

const trim = new RedisScript(TRIM_EVENTS);

/** The events of all tenants that wait to be written into the object store, oldest first. */
export class EventStream {
  constructor(private readonly redis: Redis) {}

  /** Padded id of the latest entry, null when there is none. */
  async last(): Promise<string | null> {
    const [entry] = await this.redis.xrevrange(sessionKeys.events, '+', '-', 'COUNT', 1);
    return entry === undefined ? null : paddedId(entry[0]);
  }

  /** The oldest entries, none after `until`: as many as fit both bounds, at least one. */
  async read(until: string, most: { readonly events: number; readonly bytes: number }): Promise<StreamedEvent[]> {
    const found: StreamedEvent[] = [];
    let [bytes, from] = [0, '-'];
    while (found.length < most.events && bytes < most.bytes) {
      const entries = await this.redis.xrange(sessionKeys.events, from, redisId(until), 'COUNT', READ_AT_ONCE);
      for (const [id, [, text = '']] of entries) {
        found.push({ id: paddedId(id), event: decodeEvent(text), bytes: text.length });
        bytes += text.length;
        from = `(${id}`;
      }
      if (entries.length < READ_AT_ONCE) break;
    }
    return found;
  }

  /** Removes every entry up to one, which must be safe elsewhere. Harmless when done again. */
  async trim(until: string): Promise<void> {
    const keys = [sessionKeys.events, sessionKeys.eventBytes];
    for (let removed = TRIMMED_AT_ONCE; removed === TRIMMED_AT_ONCE;) {
      removed = Number(await trim.run(this.redis, keys, [redisId(until), String(TRIMMED_AT_ONCE)]));
    }
  }
}
