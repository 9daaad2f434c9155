import { parseTermsSpec } from './terms-spec';

const good = {
  type: 'terms',
  max_length: 100,
  bucket_bits: 10,
  characters: [1, 2],
  words: [1],
  removed: [[0x200b, 0x200d]],
  word: [[0x61, 0x7a]],
  map: { '41': 'a' },
};

describe('parseTermsSpec', () => {
  it('takes a spec as it is', () => {
    expect(parseTermsSpec({ ...good, unicode: '14.0.0' })).toMatchObject({ max_length: 100, map: { '41': 'a' } });
  });

  it('takes a spec that unmasks', () => {
    const unmask = { leet: { '@': 'a', '0': 'o' }, separators: ' .', doubled: 's' };
    expect(parseTermsSpec({ ...good, unmask })).toMatchObject({ unmask });
  });

  it.each([
    [{ leet: { a: 'b' }, separators: '', doubled: '' }, 'unmask.leet'],
    [{ leet: { '0': 'oo' }, separators: '', doubled: '' }, 'unmask.leet'],
    [{ leet: { '0': '' }, separators: '', doubled: '' }, 'unmask.leet'],
    [{ leet: {}, separators: 'x', doubled: '' }, 'unmask.separators'],
    [{ leet: { '*': 'a' }, separators: '*', doubled: '' }, 'unmask.separators'],
    [{ leet: {}, separators: '', doubled: 'S' }, 'unmask.doubled'],
    ['all', 'unmask'],
  ])('names what is wrong with how to unmask: %j', (unmask, name) => {
    expect(() => parseTermsSpec({ ...good, unmask })).toThrow(name);
  });

  it.each([
    ['max_length', 0],
    ['max_length', '100'],
    ['bucket_bits', 25],
    ['characters', [0]],
    ['characters', 2],
    ['words', [3]],
    ['removed', [[5, 4]]],
    ['removed', [[5]]],
    ['word', [[0, 0x110000]]],
    ['map', { 'not hex': 'a' }],
    ['map', { '110000': 'a' }],
    ['map', { '41': '' }],
    ['map', []],
  ])('names %s when it is wrong', (name, value) => {
    expect(() => parseTermsSpec({ ...good, [name]: value })).toThrow(name);
  });

  it.each([null, [], 'terms', { ...good, type: 'wordpiece' }])('refuses what is not a terms spec', (value) => {
    expect(() => parseTermsSpec(value)).toThrow('featurizer.json must be an object of type "terms"');
  });
});
