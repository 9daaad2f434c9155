import type { BatchRef } from '@sluice/batches';
import { actionFor, mergeAggregates, sessionVerdict, type SessionAggregate } from '@sluice/detection';
import { aBatch } from '@sluice/testing';
import { InProcess, type SessionPin } from './in-process.fixture';

interface Session {
  readonly session_id: string;
  readonly risk: number;
  readonly action: string;
  readonly reasons: readonly string[];
}

const CSV = aBatch({ rows: 3_000 });
const CHUNK_ROWS = 256;
/** One chunk for all. */
const WHOLE = 16_384;

describe('a batch whose model names a session model', () => {
  let sluice: InProcess;
  let pinned: Required<SessionPin>;

  beforeAll(async () => {
    sluice = await InProcess.start();
    const { ref, manifest } = sluice.resources.inference.get('session-risk');
    pinned = { session_model: ref, session_bands: manifest.bands };
  });
  afterAll(() => sluice.stop());

  async function judged(model: Partial<SessionPin>, chunkRows = CHUNK_ROWS, csv = CSV): Promise<BatchRef> {
    const batch = await sluice.accept(csv, chunkRows, 'abuse', model);
    await sluice.run(batch);
    return batch;
  }

  /** What the chunks committed, merged by session. */
  async function aggregatesOf(batch: BatchRef): Promise<Map<string, SessionAggregate>> {
    const ledger = await sluice.ledger(batch);
    const merged = new Map<string, SessionAggregate>();
    for (const chunk of [...(await ledger.committed()).keys()].sort((a, b) => Number(a) - Number(b))) {
      const commit = await ledger.commitOf(chunk);
      if (commit === null) throw new Error('not committed');
      for (const { session_id, aggregate } of (await ledger.resultOf(commit)).segments) {
        const before = merged.get(session_id);
        merged.set(session_id, before ? mergeAggregates(before, aggregate) : aggregate);
      }
    }
    return merged;
  }

  it('has its risks, in the progress of chunks, in the results and in their order', async () => {
    const batch = await judged(pinned);
    const aggregates = await aggregatesOf(batch);
    const risks = await sluice.resources.risks(pinned.session_model ?? neverNull(), [...aggregates.values()]);
    const expected = new Map([...aggregates.keys()].map((id, i) => [id, risks[i]]));
    const sessions = await sluice.lines<Session>(batch, 'sessions');
    expect(new Map(sessions.map(({ session_id, risk }) => [session_id, risk]))).toEqual(expected);
    expect(sessions.every(({ risk }, i) => risk <= (sessions[i - 1]?.risk ?? 1))).toBe(true);
    for (const { risk, action, reasons } of sessions) {
      expect(action).toBe(actionFor(risk, pinned.session_bands));
      expect(reasons.includes('RISK_OVER_REVIEW')).toBe(action === 'review');
      expect(reasons.includes('RISK_OVER_BLOCK')).toBe(action === 'block');
    }
    const outcome = await (await sluice.ledger(batch)).outcome();
    const byAction = { allow: 0, review: 0, block: 0 };
    for (const { action } of sessions) byAction[action as keyof typeof byAction]++;
    expect(outcome?.sessions.by_action).toEqual(byAction);
    expect(await tallied(batch)).toEqual(byAction);
  });

  async function tallied(batch: BatchRef): Promise<Record<string, number>> {
    const ledger = await sluice.ledger(batch);
    const sum = { allow: 0, review: 0, block: 0 };
    for (const chunk of (await ledger.committed()).keys()) {
      const { allow, review, block } = (await ledger.commitOf(chunk))?.sessions.by_action ?? sum;
      sum.allow += allow;
      sum.review += review;
      sum.block += block;
    }
    return sum;
  }

  it('has the same bytes of sessions whatever the chunks are', async () => {
    // Sessions longer than four chunks are cut.
    for (const csv of [CSV, aBatch({ rows: 3_000, sessions: 2 })]) {
      const [small, whole] = [await judged(pinned, CHUNK_ROWS, csv), await judged(pinned, WHOLE, csv)];
      expect(await sluice.view(small, 'sessions')).toBe(await sluice.view(whole, 'sessions'));
    }
  });

  it('shows the same verdicts while it runs', async () => {
    const batch = await sluice.accept(CSV, WHOLE, 'abuse', pinned);
    await sluice.plan(batch);
    await sluice.score(batch, 0);
    const partial = await sluice.lines<Session>(batch, 'sessions');
    await sluice.finish(batch);
    const byId = (sessions: Session[]): Session[] => sessions.sort((a, b) => a.session_id.localeCompare(b.session_id));
    expect(byId(partial)).toEqual(byId(await sluice.lines<Session>(batch, 'sessions')));
  });

  it('is judged by the formula when none was pinned, as batches of earlier versions are', async () => {
    for (const session_model of [null, undefined]) {
      const batch = await judged({ ...pinned, session_model });
      const aggregates = await aggregatesOf(batch);
      for (const { session_id, risk } of await sluice.lines<Session>(batch, 'sessions')) {
        const aggregate = aggregates.get(session_id) ?? neverNull();
        expect(risk).toBe(sessionVerdict(aggregate, pinned.session_bands).risk);
      }
    }
  });

  it('waits for the very version that was pinned: without it nothing is committed and nothing finished', async () => {
    const gone = { ...(pinned.session_model ?? neverNull()), version: '0.0.1' };
    const batch = await sluice.accept(CSV, WHOLE, 'abuse', { ...pinned, session_model: gone });
    await sluice.plan(batch);
    await expect(sluice.score(batch, 0)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect((await (await sluice.ledger(batch)).committed()).size).toBe(0);
    await expect(sluice.finish(batch)).rejects.toThrow('has not ended');
  });
});

function neverNull(): never {
  throw new Error('unreachable');
}
