import type { ModelRows } from '@sluice/contracts';
import fc from 'fast-check';
import { countChars } from './count-chars';
import { joinRows } from './join-rows';
import { pickRows } from './pick-rows';

type Row = readonly [number, string];

const table = (rows: readonly Row[]): ModelRows => ({
  length: rows.length,
  columns: [Float64Array.from(rows, ([number]) => number), rows.map(([, string]) => string)],
});
const aRow = fc.tuple(fc.double(), fc.string());
const calls = fc.array(fc.array(aRow, { maxLength: 5 }), { minLength: 1, maxLength: 6 });

describe('rows of several calls', () => {
  it('are joined in their order, as texts', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string()), { minLength: 1 }), (texts) => {
        expect(joinRows(texts)).toEqual(texts.flat());
        expect(countChars(joinRows(texts))).toBe(texts.flat().join('').length);
      }),
    );
  });

  it('are joined in their order, column by column', () => {
    fc.assert(
      fc.property(calls, (rows) => {
        expect(joinRows(rows.map(table))).toEqual(table(rows.flat()));
        expect(countChars(table(rows.flat()))).toBe(rows.flat().reduce((sum, [, { length }]) => sum + length, 0));
      }),
    );
  });

  it('can be picked one by one, more than once', () => {
    fc.assert(
      fc.property(fc.array(aRow, { minLength: 1 }), fc.array(fc.nat()), (rows, numbers) => {
        const indices = numbers.map((number) => number % rows.length);
        expect(pickRows(table(rows), indices)).toEqual(table(indices.map((index) => rows[index] ?? [NaN, ''])));
      }),
    );
  });
});
