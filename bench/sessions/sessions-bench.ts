import { hash } from 'node:crypto';
import { SessionAccumulator } from '@sluice/detection';
import { LiveSessions, type LiveVerdict } from '@sluice/sessions';
import { startRedis } from '@sluice/testing';
import { Redis } from 'ioredis';

const TENANT = 'local';
const AT_ONCE = 2_000;
const THRESHOLD = 0.45;
const SESSIONS_OF_A_USER = 4;

export interface SessionsFigures {
  readonly sessions: number;
  /** Steps, each on top of those before it, with `used_memory` of Redis after it. */
  readonly steps: readonly { readonly what: string; readonly bytes: number }[];
  readonly emptyBytes: number;
  /** MEMORY USAGE of the keys that grow with sessions, at the end. */
  readonly keys: readonly { readonly key: string; readonly bytes: number }[];
  readonly callsPerSecond: number;
}

/** Memory of live sessions, by the scripts of /predict and of stage 2, on a Redis of their own. Ids are UUIDs, and every call has an event id and a time. */
export async function measureSessions(sessions: number, say: (line: string) => void): Promise<SessionsFigures> {
  const server = await startRedis();
  const redis = new Redis(server.url, { enableAutoPipelining: true });
  try {
    // Of the stream the last event stays: it is drained while workers run.
    const live = new LiveSessions(redis, { ttlS: 86_400, maxEvents: 1, maxEventBytes: 1_000_000 });
    const emptyBytes = await usedMemory(redis);
    const steps: { what: string; bytes: number }[] = [];
    const step = async (what: string, work: (i: number) => Promise<unknown>): Promise<void> => {
      say(`sessions: ${sessions}, ${what}`);
      await inGroups(sessions, work);
      steps.push({ what, bytes: await usedMemory(redis) });
    };
    const started = performance.now();
    await step('one call each', (i) => live.record(aCall(i, 1, null)));
    const callsPerSecond = sessions / ((performance.now() - started) / 1_000);
    await step('and the verdict of stage 2', (i) => live.recordVerdict(TENANT, idOf('session', i), verdictOf(i)));
    const keys = await keySizes(redis);
    await step('and a second call of two rows', (i) => live.record(aCall(i, 2, null)));
    await step(`and a third of one of ${Math.ceil(sessions / SESSIONS_OF_A_USER)} users`, (i) =>
      live.record(aCall(i, 1, idOf('user', Math.floor(i / SESSIONS_OF_A_USER)))),
    );
    return { sessions, emptyBytes, steps, keys, callsPerSecond };
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

function verdictOf(i: number): LiveVerdict {
  const now = Date.now();
  return {
    ...{ until: `${now}-0000000000`, model: 'abuse-cascade@1.0.0', events: 1, flagged: 1, max_score: 0.7312345 },
    ...{ risk: 0.5112345 + (i % 1_000) / 1e7, action: 'review', risk_gap: -0.0123456, events_gap: 0, degraded: false },
    ...{ fallback: false, unscored: null, judged_at: now + 900_000 },
  };
}

let events = 0;

function aCall(i: number, count: number, userId: string | null): Parameters<LiveSessions['record']>[0] {
  const rows = new SessionAccumulator(THRESHOLD);
  for (let row = 1; row <= count; row++) rows.add(row, (((i + row) * 7_919) % 9_999_991) / 1e7, Date.now() - 250);
  const ids = { tenant: TENANT, sessionId: idOf('session', i), userId, eventId: idOf('event', events++) };
  return { ...ids, aggregate: rows.aggregate(), model: 'abuse', event: '{"at":1}' };
}

/** Of the form of a UUID, the same in every run. */
function idOf(kind: string, i: number): string {
  const hex = hash('sha256', `${kind} ${i}`, 'hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

async function inGroups(count: number, work: (i: number) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < count; start += AT_ONCE) {
    const length = Math.min(AT_ONCE, count - start);
    await Promise.all(Array.from({ length }, (_, i) => work(start + i)));
  }
}

/** Every key there is: none of them is one session's. */
async function keySizes(redis: Redis): Promise<{ key: string; bytes: number }[]> {
  const [, keys] = await redis.scan('0', 'COUNT', 1_000);
  const sizes = keys.map(async (key) => ({ key, bytes: Number(await redis.memory('USAGE', key, 'SAMPLES', 0)) }));
  return (await Promise.all(sizes)).sort((a, b) => b.bytes - a.bytes);
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}
