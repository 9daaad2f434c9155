import fc from 'fast-check';
import type { BatchManifest } from '../records/batch-manifest';
import type { BatchPlan, ChunkCommit } from '../records/batch-records';
import { batchStatus, BATCH_STATES, isFinal, type BatchRecords } from './batch-status';

const CREATED = Date.parse('2026-01-05T08:00:00Z');
const NOW = CREATED + 60_000;
const NO_SESSIONS = { total: 0, flagged: 0, by_action: { allow: 0, review: 0, block: 0 } };

const manifest: BatchManifest = {
  ...{
    id: '01KE6B3M00ABCDEFGHJKMNPQRS',
    tenant: 'local',
    request_id: 'r',
    mode: 'rows',
    max_rows: 10,
    priority: 'normal',
  },
  ...{ created_at: CREATED, expires_at: CREATED + 1_000_000 },
  model: {
    ref: { name: 'abuse', version: '1.0.0', digest: 'sha256:00' },
    labels: { positive: 'P', negative: 'N' },
    ...{ threshold: 0.5, bands: { review: 0.5, block: 0.9 }, session_bands: { review: 0.5, block: 0.9 } },
    ...{ kind: 'text', max_text_length: 10, chunk_rows: 256 },
  },
  input: { format: 'csv', delimiter: ',', columns: ['text'], bytes: 1, sha256: '' },
  mapping: { text: 'text', inputs: [], id: null, session: null, user: null, time: null },
};
const accepted: BatchRecords = {
  ...{ manifest, planning: false, plan: null, commits: [], openPieces: 0, rowsSetAside: 0 },
  ...{ cancelled: false, expired: false, outcome: null },
};
const planOf = (chunk_ends: number[], rejected: number): BatchPlan => ({
  ...{ attempt: 'a', started_at: CREATED + 1_000, planned_at: CREATED + 2_000, rows: 'rows', errors: 'errors' },
  ...{ chunk_ends, rejected, sessions: 0 },
});
const commitOf = (succeeded: number, failed: number): ChunkCommit => ({
  ...{ attempt: 'a', committed_at: CREATED + 3_000, result: 'result', checksum: '', sessions: NO_SESSIONS },
  ...{ succeeded, failed, flagged: 0 },
});

describe('the status of a batch', () => {
  const plan = planOf([300, 500], 7);

  it.each<[string, Partial<BatchRecords>]>([
    ['accepted', {}],
    ['planning', { planning: true }],
    ['scoring', { plan, openPieces: 2 }],
    ['scoring', { plan, commits: [commitOf(300, 0)], openPieces: 1 }],
    ['finishing', { plan, commits: [commitOf(300, 0), commitOf(200, 0)] }],
    ['finishing', { plan, commits: [commitOf(300, 0)], rowsSetAside: 200 }],
    ['finishing', { plan: planOf([], 3) }],
    ['cancelling', { plan, commits: [commitOf(300, 0)], cancelled: true }],
    ['expired', { expired: true }],
  ])('is %s by its records', (state, records) => {
    expect(batchStatus({ ...accepted, ...records }, NOW).state).toBe(state);
  });

  it('counts rejected records and pieces set aside as failed', () => {
    const status = batchStatus({ ...accepted, plan, commits: [commitOf(298, 2)], rowsSetAside: 200 }, NOW);
    expect(status.counts).toEqual({ total: 507, succeeded: 298, failed: 2 + 7 + 200, flagged: 0, cancelled: 0 });
    expect([status.processed, status.progressPercent, status.estimatedCompletion]).toEqual([507, 99.9, NOW]);
  });

  it('says how fast it goes by what was done lately, and when it will be done', () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => i + 1);
    const whole = planOf(
      rows.map((chunk) => chunk * 100),
      0,
    );
    // 100 rows a second for 100 s, then 300.
    const at = (chunk: number): number =>
      CREATED + 2_000 + (chunk <= 100 ? chunk * 1_000 : 100_000 + (chunk - 100) * 333);
    const after = (chunks: number): ReturnType<typeof batchStatus> => {
      const commits = rows.slice(0, chunks).map((chunk) => ({ ...commitOf(100, 0), committed_at: at(chunk) }));
      return batchStatus({ ...accepted, plan: whole, commits, openPieces: 1_000 - chunks }, at(chunks));
    };
    expect(after(50).rowsPerSecond).toBeCloseTo(100, -1);
    const [early, late] = [after(200), after(600)].map(({ rowsPerSecond }) => rowsPerSecond ?? 0);
    expect(late).toBeCloseTo(300, -1);
    expect(early).toBeGreaterThan(200);
    expect(after(600).estimatedCompletion).toBeCloseTo(at(600) + (40_000 / (late ?? 0)) * 1_000, -2);
  });

  it('never goes back and reaches 100 only at the end, whatever has been done so far', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.nat(100), (rows, rejected) => {
        let end = 0;
        const whole = planOf(
          rows.map((count) => (end += count)),
          rejected,
        );
        const progress = rows.map((_, done) => {
          const commits = rows.slice(0, done + 1).map((count) => commitOf(count, 0));
          const { progressPercent, counts } = batchStatus({ ...accepted, plan: whole, commits, openPieces: 1 }, NOW);
          expect(counts.succeeded + counts.failed).toBeLessThanOrEqual(counts.total);
          return progressPercent;
        });
        expect(progress).toEqual([...progress].sort((a, b) => a - b));
        expect(Math.max(...progress)).toBeLessThan(100);
      }),
    );
  });

  it('knows which states are final', () => {
    const final = ['completed', 'completed_with_errors', 'failed', 'cancelled', 'expired'];
    expect(BATCH_STATES.filter(isFinal)).toEqual(final);
  });
});
