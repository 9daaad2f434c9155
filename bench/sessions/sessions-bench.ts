import { SessionAccumulator } from '@sluice/detection';
import { LiveSessions, type LiveVerdict } from '@sluice/sessions';
import { startRedis } from '@sluice/testing';
import { Redis } from 'ioredis';

const CALLS_AT_ONCE = 2_000;
const THRESHOLD = 0.45;

export interface SessionsFigures {
  readonly sessions: number;
  readonly emptyBytes: number;
  /** `used_memory` of Redis after one call for each session, and after the verdict of stage 2 on each. */
  readonly sketchBytes: number;
  readonly judgedBytes: number;
  readonly callsPerSecond: number;
}

/** Memory of live sessions: one call each, with a time and an event, by the script of /predict, on a Redis of their own. */
export async function measureSessions(sessions: number, say: (line: string) => void): Promise<SessionsFigures> {
  const server = await startRedis();
  const redis = new Redis(server.url, { enableAutoPipelining: true });
  try {
    // Of the stream the last event stays: it is drained while workers run.
    const live = new LiveSessions(redis, { ttlS: 86_400, maxEvents: 1, maxEventBytes: 1_000_000 });
    const emptyBytes = await usedMemory(redis);
    say(`sessions: ${sessions} calls`);
    const started = performance.now();
    await inGroups(sessions, (i) => live.record({ ...aCall(i), tenant: 'local', sessionId: `session-${i}` }));
    const callsPerSecond = sessions / ((performance.now() - started) / 1_000);
    const sketchBytes = await usedMemory(redis);
    say(`sessions: ${sessions} verdicts`);
    await inGroups(sessions, (i) => live.recordVerdict('local', `session-${i}`, VERDICT));
    return { sessions, emptyBytes, sketchBytes, judgedBytes: await usedMemory(redis), callsPerSecond };
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

const VERDICT: LiveVerdict = {
  ...{ until: '1795806000000-0000000000', model: 'abuse-cascade@1.0.0', events: 1, flagged: 1, max_score: 0.7312345 },
  ...{ risk: 0.5112345, action: 'review', risk_gap: 0.0123456, events_gap: 0, degraded: false, judged_at: 1.7958e12 },
};

function aCall(i: number): Omit<Parameters<LiveSessions['record']>[0], 'tenant' | 'sessionId'> {
  const rows = new SessionAccumulator(THRESHOLD);
  rows.add(1, (i % 1_000) / 1_000, 1.7958e12 + i);
  return { userId: null, eventId: null, aggregate: rows.aggregate(), model: 'abuse', event: '{"at":1}' };
}

async function inGroups(count: number, work: (i: number) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < count; start += CALLS_AT_ONCE) {
    const length = Math.min(CALLS_AT_ONCE, count - start);
    await Promise.all(Array.from({ length }, (_, i) => work(start + i)));
  }
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}
