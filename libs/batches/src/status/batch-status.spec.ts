import fc from 'fast-check';
import type { BatchManifest } from '../records/batch-manifest';
import type { BatchPlan, ChunkCommit } from '../records/batch-records';
import { batchStatus, BATCH_STATES, isFinal, rowsOfChunk, type BatchRecords } from './batch-status';

const CREATED = Date.parse('2026-01-05T08:00:00Z');
const NOW = CREATED + 60_000;
const NO_SESSIONS = { total: 0, flagged: 0, by_action: { allow: 0, review: 0, block: 0 } };

const manifest: BatchManifest = {
  ...{ id: '01KE6B3M00ABCDEFGHJKMNPQRS', tenant: 'local', request_id: 'r', mode: 'rows', max_rows: 10 },
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
  ...{ manifest, planning: false, plan: null, commits: [], quarantined: [] },
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
    ['scoring', { plan }],
    ['scoring', { plan, commits: [commitOf(300, 0)] }],
    ['finishing', { plan, commits: [commitOf(300, 0), commitOf(200, 0)] }],
    ['finishing', { plan, commits: [commitOf(300, 0)], quarantined: [1] }],
    ['finishing', { plan: planOf([], 3) }],
    ['cancelling', { plan, commits: [commitOf(300, 0)], cancelled: true }],
    ['expired', { expired: true }],
  ])('is %s by its records', (state, records) => {
    expect(batchStatus({ ...accepted, ...records }, NOW).state).toBe(state);
  });

  it('counts rejected records and chunks set aside as failed, and says how fast it goes', () => {
    const status = batchStatus({ ...accepted, plan, commits: [commitOf(298, 2)], quarantined: [1] }, CREATED + 11_000);
    expect(status.counts).toEqual({ total: 507, succeeded: 298, failed: 2 + 7 + 200, flagged: 0, cancelled: 0 });
    expect([status.processed, status.progressPercent, status.rowsPerSecond]).toEqual([507, 99.9, 51]);
    expect(status.estimatedCompletion).toBe(CREATED + 11_000);
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
        expect(rows.map((_, chunk) => rowsOfChunk(whole, chunk))).toEqual(rows);
        const progress = rows.map((_, done) => {
          const commits = rows.slice(0, done + 1).map((count) => commitOf(count, 0));
          const { progressPercent, counts } = batchStatus({ ...accepted, plan: whole, commits }, NOW);
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
