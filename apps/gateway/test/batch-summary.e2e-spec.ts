import { join } from 'node:path';
import { aBatch, TestSystem } from '@sluice/testing';
import type { BatchStatusDto } from '../src/batches/batch-status.dto';
import type { BatchSummaryDto } from '../src/batches/batch-summary.dto';
import { problemIn } from './problem';

type Line = Readonly<Record<string, unknown>>;

const ROWS = 2_000;
const MAX_ROWS = 30_000;
const BAD = '\nx1, ,s1,u1,2026-01-05T08:00:00Z\nx2,fine,s1,u1,someday\nx3,"  ",s1,u1,2026-01-05T08:00:00Z\n';

describe('GET /batch/{id}/summary', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({
      env: { MAX_ROWS: String(MAX_ROWS) },
      preloads: { worker: join(__dirname, 'preloads/holds-chunks.cjs') },
    });
  });
  afterAll(() => system.stop());

  const get = (id: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${system.url}/v1/batch/${id}/summary`, { headers });
  const summaryOf = async (id: string): Promise<BatchSummaryDto> => (await (await get(id)).json()) as BatchSummaryDto;
  const linesOf = async (id: string, view: 'rows' | 'sessions' | 'errors'): Promise<Line[]> =>
    (await system.results(id, view))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);

  it('says of the results what they say themselves', async () => {
    const batch = await system.submit(aBatch({ rows: ROWS }).trimEnd() + BAD);
    await system.finished(batch);
    const status = (await (await fetch(`${system.url}/v1/batch/${batch}/status`)).json()) as BatchStatusDto;
    expect(status.links.summary).toBe(`/v1/batch/${batch}/summary`);
    const [rows, sessions, errors] = [
      await linesOf(batch, 'rows'),
      await linesOf(batch, 'sessions'),
      await linesOf(batch, 'errors'),
    ];
    const summary = await summaryOf(batch);
    const scores = rows.map(({ score }) => Number(score)).sort((a, b) => a - b);
    const ranked = (percent: number): number | undefined => scores[Math.ceil((percent * scores.length) / 100) - 1];

    expect(summary).toMatchObject({ id: batch, state: status.state, counts: status.counts });
    expect(summary.rows.by_action).toEqual({ allow: 0, review: 0, block: 0, ...tally(rows, 'action') });
    expect(summary.rows.by_label).toEqual(tally(rows, 'label'));
    const { mean, ...score } = summary.rows.score;
    expect(score).toEqual({
      histogram: binned(scores),
      ...{ p50: ranked(50), p90: ranked(90), p95: ranked(95), p99: ranked(99) },
    });
    expect(mean).toBeCloseTo(scores.reduce((sum, each) => sum + each, 0) / scores.length, 9);
    expect(summary.sessions).toEqual({
      total: status.sessions?.total,
      by_action: status.sessions?.by_action,
      risk_histogram: binned(sessions.map(({ risk }) => Number(risk))),
      top: sessions.slice(0, 10).map(({ session_id, user_id, events, flagged, risk, action, reasons }) => ({
        ...{ session_id, user_id, events, flagged, risk, action, reasons },
      })),
    });
    expect(summary.errors).toEqual([
      { code: 'TEXT_BLANK', count: 2, first_lines: [ROWS + 2, ROWS + 4] },
      { code: 'INVALID_TIME', count: 1, first_lines: [ROWS + 3] },
    ]);
    expect(summary.errors.reduce((sum, { count }) => sum + count, 0)).toBe(errors.length);
    const { waiting, planning, scoring, finishing, total } = summary.seconds;
    expect(waiting + planning + scoring + finishing).toBeCloseTo(total, 3);
    expect(summary.rows_per_second).toBe(status.rows_per_second);
  });

  it('has an ETag, and is the same for good', async () => {
    const batch = await system.submit(aBatch({ rows: 20, sessions: 0 }));
    await system.finished(batch);
    const first = await get(batch);
    const etag = first.headers.get('etag') ?? '';
    const summary = (await first.json()) as BatchSummaryDto;
    expect([summary.sessions, summary.errors, summary.rows.score.histogram.length]).toEqual([null, [], 20]);
    expect((await get(batch, { 'if-none-match': etag })).status).toBe(304);
    await system.restartGateway();
    expect(await summaryOf(batch)).toEqual(summary);
  });

  it('waits for the end of the batch, and needs results', async () => {
    await system.stopWorkers();
    await system.startWorker({ HOLD_CHUNKS: 'on' });
    const running = await system.submit(aBatch({ rows: MAX_ROWS }));
    await system.inMidBatch(running);
    const { status, problem } = await problemIn(await get(running));
    expect([status, problem.code]).toEqual([409, 'BATCH_CONFLICT']);
    await system.cancel(running);
    const cancelled = await system.finished(running);
    expect(await summaryOf(running)).toMatchObject({ state: 'cancelled', counts: cancelled.counts });
    const failed = await system.submit(`text\n${'hello\n'.repeat(MAX_ROWS + 1)}`);
    await system.finished(failed);
    expect((await problemIn(await get(failed))).status).toBe(409);
    expect((await problemIn(await get('01JD3Q7N3M8Z4X1V5T2R9P6K0B'))).problem.code).toBe('BATCH_NOT_FOUND');
  });
});

function tally(lines: readonly Line[], member: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) counts[String(line[member])] = (counts[String(line[member])] ?? 0) + 1;
  return counts;
}

function binned(values: readonly number[]): number[] {
  const bins = Array.from({ length: 20 }, () => 0);
  for (const value of values) {
    const bin = Math.min(Math.floor(value * 20), 19);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}
