import type { InputField } from '@sluice/contracts';
import fc from 'fast-check';
import { instanceOf } from './instance-of';

const INPUTS: readonly InputField[] = [
  { name: 'amount', type: 'number' },
  { name: 'kind', type: 'category', categories: ['a', '1'] },
  { name: 'active', type: 'boolean' },
];

describe('instanceOf', () => {
  it('makes what the manifest wants of cells of CSV, and leaves other columns out', () => {
    const record = { amount: ' 1.50', kind: '1', active: 'True', id: '7' };
    expect(instanceOf(record, INPUTS)).toEqual({ amount: 1.5, kind: '1', active: true });
  });

  it('keeps empty cells as null, what fits no type as it is, and values that have a type already', () => {
    expect(instanceOf({ amount: null, kind: null, active: '' }, INPUTS)).toEqual({
      amount: null,
      kind: null,
      active: null,
    });
    expect(instanceOf({ amount: 'many', active: 'yes' }, INPUTS)).toEqual({ amount: 'many', active: 'yes' });
    expect(instanceOf({ amount: 2, active: false }, INPUTS)).toEqual({ amount: 2, active: false });
  });

  it('reads every finite number back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (amount) => {
        expect(instanceOf({ amount: String(amount) }, INPUTS)['amount']).toBe(Number(String(amount)));
      }),
    );
  });
});
