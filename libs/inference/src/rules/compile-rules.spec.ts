import type { ModelManifest } from '@sluice/contracts';
import { failureReason } from '../failure-reason';
import { compileRules, type ScoreByRules } from './compile-rules';

// Only what the rules look at.
const TEXT = { kind: 'text' } as ModelManifest;
const TABULAR = {
  kind: 'tabular',
  inputs: [
    { name: 'amount', type: 'number', missing: 'nan' },
    { name: 'country', type: 'category', categories: ['DE', 'FR'], missing: 'bucket' },
    { name: 'online', type: 'boolean' },
    { name: 'note', type: 'string', max_length: 10 },
  ],
} as unknown as ModelManifest;

function compile(when: unknown, manifest: ModelManifest): ScoreByRules {
  return compileRules('rules.json', { default_score: 0.1, rules: [{ name: 'a rule', score: 0.9, when }] }, manifest);
}

describe('compileRules', () => {
  it.each<[unknown, string, boolean]>([
    [{ contains: ['kill yourself', 'c++'] }, 'go and KILL\n yourself!', true],
    [{ contains: ['kill yourself'] }, 'skill yourself', false],
    [{ contains: ['c++'] }, 'i love c++.', true],
    [{ contains: ['c.t'] }, 'cat', false],
    [{ contains: ['strasse', 'ﬁne'] }, 'a FINE day', true],
    [{ longer_than: 3 }, '😀😀😀', false],
    [{ longer_than: 3 }, '😀😀😀😀', true],
    [{ not: { contains: ['good'] } }, 'good', false],
    [{ all: [{ contains: ['a'] }, { any: [{ contains: ['b'] }, { contains: ['c'] }] }] }, 'a c', true],
    [{ all: [{ contains: ['a'] }, { contains: ['b'] }] }, 'a c', false],
  ])('%j of the text %j: %s', (when, text, meets) => {
    expect(compile(when, TEXT)({ text, columns: [], row: 0 })).toBe(meets ? 0.9 : 0.1);
  });

  const [AMOUNT, COUNTRY, ONLINE, NOTE] = [
    [10, NaN],
    [1, 2],
    [1, 0],
    ['x', ''],
  ];

  it.each<[unknown, boolean, boolean]>([
    [{ field: 'amount', at_least: 10 }, true, false],
    [{ field: 'amount', below: 10 }, false, false],
    [{ field: 'amount', missing: true }, false, true],
    [{ field: 'amount', one_of: [10, 20] }, true, false],
    [{ field: 'country', one_of: ['FR'] }, true, false],
    [{ field: 'country', missing: true }, false, true],
    [{ field: 'online', one_of: [false] }, false, true],
    [{ field: 'note', one_of: ['x'] }, true, false],
  ])('%j of two instances: %s, %s', (when, first, second) => {
    const columns = [Float64Array.from(AMOUNT), Float64Array.from(COUNTRY)];
    const all = [...columns, Float64Array.from(ONLINE), NOTE];
    const scoreOf = compile(when, TABULAR);
    const meets = [0, 1].map((row) => scoreOf({ text: '', columns: all, row }) === 0.9);
    expect(meets).toEqual([first, second]);
  });

  it('gives the highest score of the rules that a row meets', () => {
    const rules = [0.3, 0.8, 0.5].map((score) => ({ name: 'r', score, when: { contains: ['x'] } }));
    const scoreOf = compileRules('rules.json', { default_score: 0, rules }, TEXT);
    expect(['x', 'y'].map((text) => scoreOf({ text, columns: [], row: 0 }))).toEqual([0.8, 0]);
  });

  const deep = Array.from({ length: 9 }).reduce<unknown>((inner) => ({ not: inner }), { contains: ['x'] });

  it.each<[unknown, ModelManifest, RegExp]>([
    [{ contains: [] }, TEXT, /rules\.json does not fit its schema: \/rules\/0\/when\/contains must NOT have fewer/],
    [{ contains: ['...'] }, TEXT, /\/rules\/0\/when\/contains\/0 must match pattern/],
    [{ holds: ['x'] }, TEXT, /\/rules\/0\/when must have required property 'all, any, not/],
    [{ field: 'amount', below: 'x' }, TABULAR, /\/rules\/0\/when\/below must be number/],
    [{ field: 'amount', below: 1, at_least: 0 }, TABULAR, /\/rules\/0\/when must NOT have additional properties/],
    [{ not: { field: 'nothing', below: 1 } }, TABULAR, /\/rules\/0\/when\/not\/field is no input of the model/],
    [{ field: 'country', below: 1 }, TABULAR, /\/rules\/0\/when compares a field that is no number/],
    [{ field: 'country', one_of: ['DE', 'XX'] }, TABULAR, /\/rules\/0\/when\/one_of\/1 is no category/],
    [{ field: 'online', one_of: [1] }, TABULAR, /one_of\/0 is not of the type of its field, boolean/],
    [{ contains: ['x'] }, TABULAR, /\/rules\/0\/when looks at a text/],
    [{ field: 'amount', below: 1 }, TEXT, /\/rules\/0\/when\/field is no input/],
    [deep, TEXT, /lies deeper than 8 conditions/],
  ])('refuses %j, and says where', (when, manifest, message) => {
    expect(refusal(() => compile(when, manifest))).toMatch(message);
  });
});

/** The message of what is thrown and of its cause. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return failureReason(error);
  }
  return 'nothing was refused';
}
