import fc from 'fast-check';
import { MAX_IDS, tensorBatches } from './tensor-batches';

const calls = fc.record({
  lengths: fc.array(fc.nat(1_000), { maxLength: 300 }),
  maxRows: fc.integer({ min: 1, max: 64 }),
});

describe('tensorBatches', () => {
  it('holds every row exactly once', () => {
    fc.assert(
      fc.property(calls, ({ lengths, maxRows }) => {
        const rows = tensorBatches(lengths, maxRows).flatMap((batch) => [...batch.rows]);
        expect(rows.sort((a, b) => a - b)).toEqual(lengths.map((_, row) => row));
      }),
    );
  });

  it('pads to the longest row of the batch, never past maxRows, and never to nothing', () => {
    fc.assert(
      fc.property(calls, ({ lengths, maxRows }) => {
        for (const { rows, length } of tensorBatches(lengths, maxRows)) {
          expect(rows.length).toBeGreaterThan(0);
          expect(rows.length).toBeLessThanOrEqual(maxRows);
          expect(length).toBe(Math.max(1, ...[...rows].map((row) => lengths[row] ?? 0)));
        }
      }),
    );
  });

  it('keeps rows of another length apart when the encoder says so, and uses as few batches as that allows', () => {
    const few = fc.record({
      lengths: fc.array(fc.nat(5), { maxLength: 300 }),
      maxRows: fc.integer({ min: 1, max: 64 }),
    });
    fc.assert(
      fc.property(few, ({ lengths, maxRows }) => {
        const batches = tensorBatches(lengths, maxRows, true);
        const rows = batches.flatMap((batch) => [...batch.rows]);
        expect(rows.sort((a, b) => a - b)).toEqual(lengths.map((_, row) => row));
        for (const batch of batches) {
          expect(batch.rows.length).toBeLessThanOrEqual(maxRows);
          expect(new Set(Array.from(batch.rows, (row) => Math.max(1, lengths[row] ?? 0)))).toEqual(
            new Set([batch.length]),
          );
        }
        const alike = [...new Set(lengths)].map((length) => lengths.filter((other) => other === length).length);
        expect(batches).toHaveLength(alike.reduce((sum, count) => sum + Math.ceil(count / maxRows), 0));
      }),
    );
  });

  it('holds no more ids than the bound, unless one row alone has more', () => {
    const long = fc.array(fc.nat(3 * MAX_IDS), { maxLength: 60 });
    fc.assert(
      fc.property(long, fc.integer({ min: 1, max: 64 }), (lengths, maxRows) => {
        const batches = tensorBatches(lengths, maxRows);
        expect(batches.flatMap(({ rows }) => [...rows]).sort((a, b) => a - b)).toEqual(lengths.map((_, row) => row));
        for (const { rows, length } of batches.filter((batch) => batch.rows.length > 1)) {
          expect(rows.length * length).toBeLessThanOrEqual(MAX_IDS);
        }
      }),
    );
  });

  it('uses as few batches as there can be, shorter rows first', () => {
    fc.assert(
      fc.property(calls, ({ lengths, maxRows }) => {
        const batches = tensorBatches(lengths, maxRows);
        expect(batches).toHaveLength(Math.ceil(lengths.length / maxRows));
        const padded = batches.map(({ length }) => length);
        expect(padded).toEqual([...padded].sort((a, b) => a - b));
      }),
    );
  });
});
