import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionPayload } from '@sluice/batches';
import { LOCAL_TENANT } from '@sluice/contracts';
import { mergeAggregates, SessionAccumulator, type SessionAggregate } from '@sluice/detection';
import { encodeAggregate, encodeEvent, EventStream, LiveSessions, type VerdictRecord } from '@sluice/sessions';
import { until } from '@sluice/testing';
import { FlushEvents } from '../src/housekeeping/flush-events';
import { JudgeSession } from '../src/judge-session/judge-session';
import { InProcess } from './in-process.fixture';

const AT = Date.parse('2026-01-02T03:04:05Z');
const TEXTS = ['hello there', 'you are a worthless idiot', 'you are not so kind today'];
const PAYMENT = Object.fromEntries(Array.from({ length: 28 }, (_, i) => [`V${i + 1}`, i % 5 === 0 ? -4.5 : 0.25]));
const PAYMENTS = [20, 1_900].map((Amount) => ({ Time: 50_000, ...PAYMENT, Amount }));

type Rows = { readonly texts: readonly string[] } | { readonly instances: readonly unknown[] };

describe('stage 2 of live sessions of other models, and without its model', () => {
  let sluice: InProcess;
  let sessions: LiveSessions;

  let models: string;

  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'sluice-models-'));
    for (const name of ['abuse', 'abuse-deep', 'abuse-cascade', 'session-risk', 'fraud']) {
      await cp(join(process.cwd(), 'models', name), join(models, name), { recursive: true });
    }
    const broken = join(models, 'broken-cascade');
    await cp(join(models, 'abuse-cascade'), broken, { recursive: true });
    const manifest = join(broken, '1.0.0', 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(
      manifest,
      text.replaceAll('"abuse-cascade"', '"broken-cascade"').replaceAll('"abuse-deep"', '"gone"'),
    );
    sluice = await InProcess.start({ MODELS_DIR: models });
    const status = sluice.resources.inference.models().find(({ name }) => name === 'broken-cascade');
    expect(status?.state).toBe('UNAVAILABLE');
    const { redis } = sluice.resources;
    await until('Redis', async () => (await redis.ping().catch(() => null)) ?? undefined);
    sessions = new LiveSessions(redis, { ttlS: 3_600, maxEvents: 1_000, maxEventBytes: 1_000_000 });
  });
  afterAll(async () => {
    await sluice.stop();
    await rm(models, { recursive: true, force: true });
  });

  async function scored(name: string, rows: Rows, at: number): Promise<SessionAggregate> {
    const model = sluice.resources.inference.get(name);
    const { scores } = await model.score('texts' in rows ? rows.texts : (model.instances?.read(rows.instances) ?? []));
    const accumulator = new SessionAccumulator(model.manifest.threshold);
    scores.forEach((score, i) => {
      accumulator.add(i + 1, score, at);
    });
    return accumulator.aggregate();
  }

  /** A predict call as the gateway records it. */
  async function call(sessionId: string, model: string, rows: Rows, at = AT): Promise<void> {
    const { version } = sluice.resources.inference.get(model).ref;
    const event = encodeEvent({ tenant: LOCAL_TENANT, session_id: sessionId, at, model, version, ...rows });
    const ids = { tenant: LOCAL_TENANT, sessionId, userId: null, eventId: null };
    await sessions.record({ ...ids, aggregate: await scored(model, rows, at), model, event });
  }

  async function judged(sessionId: string, stage2 = new Map([['abuse', 'abuse-cascade']])): Promise<VerdictRecord> {
    const { resources } = sluice;
    await new FlushEvents(resources, new EventStream(resources.redis)).execute();
    const config = { ...resources.config, sessionStage2Models: stage2 };
    return new JudgeSession({ ...resources, config }).execute(await payloadOf(sessionId));
  }

  async function payloadOf(sessionId: string): Promise<SessionPayload> {
    const session = await sessions.find(LOCAL_TENANT, sessionId);
    if (session === null) throw new Error('there is no such session');
    const { lastEvent, beganAt: from, model, aggregate } = session;
    const [numbers, topRows] = encodeAggregate(aggregate);
    return { tenant: LOCAL_TENANT, sessionId, until: lastEvent ?? '', from, model, numbers, topRows };
  }

  it.each([
    ['is not there', 'removed'],
    // Its deep member is not there.
    ['cannot be loaded', 'broken-cascade'],
  ])('judges by the model of stage 1 when that of stage 2 %s, and says so', async (_, other) => {
    await call(other, 'abuse', { texts: TEXTS });
    const { model, verdict, sketch, degraded, fallback } = await judged(other, new Map([['abuse', other]]));
    expect([model.name, degraded, fallback]).toEqual(['abuse', false, true]);
    expect(verdict).toEqual(sketch);
    expect((await sessions.find(LOCAL_TENANT, other))?.stage2).toMatchObject({ fallback: true, risk_gap: 0 });
  });

  it('lets the verdict of stage 1 stand, for review, when its own model is gone and it was given up', async () => {
    await call('gone', 'abuse', { texts: ['hello there'] });
    const given: SessionPayload = Object.assign(await payloadOf('gone'), { model: 'removed' });
    const judge = new JudgeSession(sluice.resources);
    expect(await judge.giveUp(given)).toBe(true);
    const { verdict, sketch, unscored } = await judge.execute(given);
    expect([unscored, sketch.action, verdict.action]).toEqual(['FAILED', 'allow', 'review']);
    expect(verdict.risk).toBe(sketch.risk);
    const shown = { model: 'removed@unknown', events: 1, risk_gap: 0, events_gap: 0, action: 'review' };
    expect((await sessions.find(LOCAL_TENANT, 'gone'))?.stage2).toMatchObject({ ...shown, unscored: 'FAILED' });
    // It has a verdict: all that can have failed since is to tell of it.
    expect(await judge.giveUp(given)).toBe(false);
  });

  it('does not call the model that is meant to judge a fallback', async () => {
    await call('cascade', 'abuse', { texts: TEXTS });
    await call('own', 'fraud', { instances: PAYMENTS });
    expect([(await judged('cascade')).fallback, (await judged('own')).fallback]).toEqual([false, false]);
  });

  it('judges a session of records by their own model, as stage 1 did', async () => {
    await call('records', 'fraud', { instances: PAYMENTS });
    const { model, aggregate, verdict, sketch, degraded } = await judged('records');
    expect([model.name, degraded, aggregate.events]).toEqual(['fraud', false, PAYMENTS.length]);
    expect(aggregate).toEqual(await scored('fraud', { instances: PAYMENTS }, AT));
    expect(verdict).toEqual(sketch);
  });

  it('judges rows of several models each by its own, and the whole as the last of them judges sessions', async () => {
    await call('mixed', 'abuse', { texts: TEXTS });
    await call('mixed', 'fraud', { instances: PAYMENTS }, AT + 1_000);
    const { model, aggregate, degraded } = await judged('mixed');
    const parts = [
      await scored('abuse-cascade', { texts: TEXTS }, AT),
      await scored('fraud', { instances: PAYMENTS }, AT + 1_000),
    ] as const;
    const merged = mergeAggregates(parts[0], shifted(parts[1], TEXTS.length));
    expect([model.name, degraded]).toEqual(['fraud', false]);
    expect(aggregate).toEqual(merged);
  });
});

function shifted(aggregate: SessionAggregate, before: number): SessionAggregate {
  return { ...aggregate, top_rows: aggregate.top_rows.map(({ row, score }) => ({ row: row + before, score })) };
}
