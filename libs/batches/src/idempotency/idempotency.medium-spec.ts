import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_TENANT, newId, SluiceError } from '@sluice/contracts';
import { openFolder, type ObjectStore } from '@sluice/storage';
import fc from 'fast-check';
import { BatchKeys } from '../records/batch-keys';
import { forgetKeys } from './forget-keys';
import { Idempotency } from './idempotency';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe('idempotency keys', () => {
  let folder: string;
  let store: ObjectStore;
  let now: number;
  let idempotency: Idempotency;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-idempotency-'));
    store = await openFolder(folder);
    now = Date.parse('2026-01-05T08:00:00Z');
    idempotency = new Idempotency(store, () => now);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const keysOf = (id: string): BatchKeys => new BatchKeys({ tenant: LOCAL_TENANT, id });
  const accept = (id: string): Promise<boolean> => store.putIfAbsent(keysOf(id).manifest, '{}');

  /** One request: the id of the batch that its answer names, or the code of the error. */
  async function request(key: string, fingerprint: string, dies?: 'in upload' | 'before manifest'): Promise<string> {
    try {
      const reservation = await idempotency.reserve(LOCAL_TENANT, key);
      if (dies === 'in upload') return 'died';
      const id = newId();
      const known = await reservation.settle(id, fingerprint);
      if (known !== null) return known;
      if (dies === 'before manifest') return 'died';
      await accept(id);
      return id;
    } catch (error) {
      if (error instanceof SluiceError) return error.code;
      throw error;
    }
  }

  it('give the same batch for a week, and then another', async () => {
    const first = await request('k', 'f');
    now += 7 * DAY_MS - 1;
    expect(await request('k', 'f')).toBe(first);
    expect(await request('other', 'f')).not.toBe(first);
    now += 2;
    expect(await request('k', 'f')).not.toBe(first);
  });

  it('refuse other bytes or fields', async () => {
    await request('k', 'f');
    expect(await request('k', 'g')).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('are free again when the batch is deleted', async () => {
    const first = await request('k', 'f');
    await store.putIfAbsent(keysOf(first).deleted, '{}');
    const second = await request('k', 'g');
    expect(second).not.toBe(first);
    expect(await request('k', 'g')).toBe(second);
  });

  it('are taken while an upload is on its way, free at once when it is given up, and after a minute when its gateway died', async () => {
    const reservation = await idempotency.reserve(LOCAL_TENANT, 'k');
    expect(await request('k', 'f')).toBe('IDEMPOTENCY_IN_PROGRESS');
    await reservation.release();
    expect(await request('k', 'f', 'in upload')).toBe('died');
    now += MINUTE_MS - 1;
    expect(await request('k', 'f')).toBe('IDEMPOTENCY_IN_PROGRESS');
    now += 1;
    expect(await request('k', 'f')).toHaveLength(26);
  });

  it('outlive a gateway that died between taking the key and accepting the batch: what it accepts later is deleted', async () => {
    expect(await request('k', 'f', 'before manifest')).toBe('died');
    expect(await request('k', 'f')).toBe('IDEMPOTENCY_IN_PROGRESS');
    now += MINUTE_MS;
    const second = await request('k', 'f');
    expect(second).toHaveLength(26);
    expect(await store.list(`deleted/${LOCAL_TENANT}`)).toHaveLength(1);
    expect(await request('k', 'f')).toBe(second);
  });

  it('leave nothing behind when their time is over', async () => {
    const first = await request('used', 'f');
    await request('given up', 'f', 'in upload');
    expect(await forgetKeys(store, now)).toBe(0);
    now += 7 * DAY_MS;
    expect(await forgetKeys(store, now)).toBe(1);
    expect(await request('used', 'f')).toBe(first);
    now += 1;
    expect(await forgetKeys(store, now)).toBe(1);
    expect(await store.list(`idempotency/${LOCAL_TENANT}`)).toEqual([]);
  });

  it('make one batch of any number of requests, whenever they come and whoever dies', async () => {
    const step = fc.record({
      together: fc.integer({ min: 1, max: 12 }),
      dies: fc.constantFrom(undefined, 'in upload' as const, 'before manifest' as const),
      laterMs: fc.constantFrom(0, 1_000, MINUTE_MS, 2 * MINUTE_MS),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const key = newId();
        const answers = new Set<string>();
        for (const { together, dies, laterMs } of steps) {
          const given = await Promise.all(
            Array.from({ length: together }, (_, i) => request(key, 'f', i === 0 ? dies : undefined)),
          );
          for (const answer of given) answers.add(answer);
          now += laterMs;
        }
        for (const code of ['died', 'IDEMPOTENCY_IN_PROGRESS']) answers.delete(code);
        expect(answers.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 40 },
    );
  });
});
