import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { EvaluationSet } from './evaluation-file';
import { ruleColumns, rowRules } from './row-rules';

const SET: EvaluationSet = { name: 'test', files: ['test'], label: { column: 'label', positive: ['1', 'yes'] } };

describe('rowRules', () => {
  it('labels by value, by a number from some on, and not at all where the cell is empty', () => {
    const byValue = rowRules(SET, undefined);
    expect(['1', 'yes', '0', null].map((label) => byValue.label({ label }))).toEqual([1, 1, 0, null]);
    const byNumber = rowRules({ ...SET, label: { column: 'n', at_least: 2 } }, undefined);
    expect(['1', '2', '10', '', undefined].map((n) => byNumber.label({ n }))).toEqual([0, 1, 1, null, null]);
  });

  it('puts each record into one group of each rule', () => {
    const { groups } = rowRules({ ...SET, groups: [{ column: 'sex' }, { column: 'age', edges: [30, 60] }] }, undefined);
    expect(groups({ sex: '2', age: '29' })).toEqual(['sex = 2', 'age < 30']);
    expect(groups({ sex: null, age: '30' })).toEqual(['sex = (empty)', 'age >= 30, < 60']);
    expect(groups({ sex: '1', age: '60' })).toEqual(['sex = 1', 'age >= 60']);
  });

  it('weighs negative rows apart from positive ones, and names of prototypes like any other', () => {
    const { weight } = rowRules({ ...SET, weight: { column: 'kept', negatives: { tenth: 10 } } }, undefined);
    expect([weight({ kept: 'tenth' }, 0), weight({ kept: 'tenth' }, 1)]).toEqual([10, 1]);
    expect([weight({ kept: 'all' }, 0), weight({ kept: 'constructor' }, 0), weight({}, 0)]).toEqual([1, 1, 1]);
  });

  it('wants the rows that are named, and of a training file those that training left out', () => {
    const where = { column: 'kind', values: ['a'] };
    const { wants } = rowRules({ ...SET, where }, undefined);
    expect([wants({ kind: 'a' }), wants({ kind: 'b' }), wants({})]).toEqual([true, false, false]);
    fc.assert(
      fc.property(fc.string(), (id) => {
        const rules = [0, 1, 2].map((remainder) => rowRules(SET, { id: 'id', modulus: 3, remainder }));
        const digest = BigInt(`0x${createHash('sha256').update(id.trim()).digest('hex')}`);
        expect(rules.map((rule) => rule.wants({ id }))).toEqual([0n, 1n, 2n].map((r) => digest % 3n === r));
      }),
    );
  });

  it('names the columns that it reads', () => {
    const groups = [{ column: 'source' }];
    const weight = { column: 'kept' };
    const sessions = { id: 'session', order: 'seq', text: 'body', model: 'abuse' };
    expect(ruleColumns({ ...SET, groups, weight, sessions })).toEqual([
      'label',
      'kept',
      'source',
      'session',
      'seq',
      'body',
    ]);
  });
});
