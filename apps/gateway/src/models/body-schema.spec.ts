import type { InputField } from '@sluice/contracts';
import Ajv from 'ajv';
import { aTabularManifest, aTextManifest } from '../../test/manifests.fixture';
import { bodySchema } from './body-schema';

const INPUTS: readonly InputField[] = [
  { name: 'amount', type: 'number', minimum: 0 },
  { name: 'age', type: 'integer', minimum: 0, maximum: 120, out_of_range: 'clip', missing: 'nan' },
  { name: 'plan', type: 'category', categories: ['basic', 'gold'], missing: 'default', default: 'basic' },
  { name: 'city', type: 'category', categories: ['Rome'], unknown: 'bucket' },
  { name: 'active', type: 'boolean' },
  { name: 'note', type: 'string', max_length: 5, missing: 'default', default: '' },
];
const GOOD = { amount: 1.5, age: 30, plan: 'gold', city: 'Rome', active: true, note: 'x' };

describe('bodySchema', () => {
  const tabular = new Ajv({ strict: false }).compile(bodySchema(aTabularManifest(INPUTS, ['note_to_self'])));
  const accepts = (instance: object): boolean => tabular({ instances: [instance] });

  it.each<[string, object]>([
    ['a whole instance', GOOD],
    ['null where a missing value has a meaning', { ...GOOD, age: null, plan: null, note: null }],
    ['an absent field likewise', { amount: 0, city: 'Rome', active: false }],
    ['a value that is clipped', { ...GOOD, age: 500 }],
    ['an unknown category that has a bucket', { ...GOOD, city: 'Oslo' }],
    ['an ignored field', { ...GOOD, note_to_self: {} }],
  ])('takes %s', (_, instance) => {
    expect(accepts(instance)).toBe(true);
  });

  it.each<[string, object]>([
    ['a missing required field', { ...GOOD, amount: undefined }],
    ['null for a required field', { ...GOOD, amount: null }],
    ['a number in words', { ...GOOD, amount: '1.5' }],
    ['a value under the minimum', { ...GOOD, amount: -1 }],
    ['a fraction for an integer', { ...GOOD, age: 1.5 }],
    ['an unknown category', { ...GOOD, plan: 'silver' }],
    ['a string over its length', { ...GOOD, note: 'abcdef' }],
    ['an unknown field', { ...GOOD, other: 1 }],
  ])('refuses %s', (_, instance) => {
    expect(accepts(instance)).toBe(false);
  });

  it('asks a text model for texts', () => {
    const text = new Ajv({ strict: false }).compile(bodySchema(aTextManifest({ max_text_length: 3 })));
    expect([['a'], [''], ['  '], ['abcd'], []].map((texts) => text({ texts }))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
