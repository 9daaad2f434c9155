import { draftFields } from './draft-fields';
import type { InputReading } from './read-inputs';

const MATRIX: InputReading = { form: 'matrix', input: 'x', width: 2 };
const COLUMNS: InputReading = {
  form: 'columns',
  inputs: [
    { name: 'country', type: 'string', shape: ['', 1] },
    { name: 'comment', type: 'string', shape: ['', 1] },
    { name: 'visits', type: 'int64', shape: [''] },
    { name: 'member', type: 'bool', shape: [''] },
    { name: 'amount', type: 'float32', shape: [''] },
  ],
};
const SAMPLE = ['de', 'fr', 'de', 'fr'].map((country, i) => ({
  ...{ country, comment: `no ${i}`, visits: String(i), member: 'true' },
  amount: i === 2 ? null : '1.5',
}));

describe('draftFields', () => {
  it('takes types from the graph, and from the sample categories and gaps', () => {
    expect(draftFields(COLUMNS, SAMPLE, {})).toEqual([
      { name: 'country', type: 'category', categories: ['de', 'fr'] },
      { name: 'comment', type: 'string', max_length: 1_000 },
      { name: 'visits', type: 'integer' },
      { name: 'member', type: 'boolean' },
      { name: 'amount', type: 'number', missing: 'nan' },
    ]);
  });

  it('makes strings what it is told to', () => {
    const kinds = (strings: 'category' | 'string') =>
      draftFields(COLUMNS, SAMPLE, { strings })
        .map(({ type }) => type)
        .slice(0, 2);
    expect([kinds('category'), kinds('string')]).toEqual([
      ['category', 'category'],
      ['string', 'string'],
    ]);
  });

  it('names the columns of a matrix after the sample, or as told', () => {
    const sample = [{ b: '1', a: '2' }];
    expect(draftFields(MATRIX, sample, {}).map(({ name }) => name)).toEqual(['b', 'a']);
    expect(draftFields(MATRIX, [{ id: '7', b: '1', a: '2' }], { names: ['a', 'b'] }).map(({ name }) => name)).toEqual([
      'a',
      'b',
    ]);
    expect(() => draftFields(MATRIX, [{ id: '7', b: '1', a: '2' }], {})).toThrow('--inputs');
  });

  it('says which columns the sample lacks', () => {
    expect(() => draftFields(COLUMNS, [{ country: 'de', amount: '1' }], {})).toThrow('comment, visits, member');
  });
});
