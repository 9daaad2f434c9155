import type { FieldError, InputField, ModelManifest, SluiceError, TabularRows } from '@sluice/contracts';
import fc from 'fast-check';
import type { InstanceReader } from '../live-model';
import { compileInstances } from './compile-instances';

function readerOf(inputs: readonly InputField[], ignored: readonly string[] = []): InstanceReader {
  // Only what the reader is made of.
  const reader = compileInstances({ kind: 'tabular', inputs, ignored } as unknown as ModelManifest);
  if (!reader) throw new Error('a tabular manifest has a reader');
  return reader;
}

/** Reads JSON as it comes over the wire: that is how `__proto__` becomes a key, and 1e999 a number. */
function read(field: InputField, json: string, ignored: readonly string[] = []): TabularRows {
  return readerOf([field], ignored).read([JSON.parse(json)]);
}

const valueOf = (field: InputField, json: string): unknown => read(field, json).columns[0]?.[0];

function errorsOf(run: () => unknown): readonly FieldError[] {
  try {
    run();
  } catch (error) {
    const { code, errors } = error as SluiceError;
    expect(code).toBe('INVALID_INSTANCE');
    return errors;
  }
  return [];
}

const number: InputField = { name: 'x', type: 'number', minimum: 0, maximum: 10 };
const integer: InputField = { name: 'x', type: 'integer' };
const flag: InputField = { name: 'x', type: 'boolean' };
const plan: InputField = { name: 'x', type: 'category', categories: ['basic', 'plus', 'constructor'] };
const note: InputField = { name: 'x', type: 'string', max_length: 3 };

describe('an instance', () => {
  it.each<[InputField, string, unknown]>([
    [number, '{"x": 2.5}', 2.5],
    [number, '{"x": 10}', 10],
    [{ ...number, out_of_range: 'clip' }, '{"x": -1e300}', 0],
    [{ ...number, out_of_range: 'clip' }, '{"x": 11}', 10],
    [{ ...number, maximum: 1e300, out_of_range: 'clip' }, '{"x": 1e299}', (2 - 2 ** -23) * 2 ** 127],
    [{ ...number, missing: 'default', default: 7 }, '{"x": null}', 7],
    [{ ...number, missing: 'nan' }, '{}', NaN],
    [integer, '{"x": 3.0}', 3],
    [flag, '{"x": true}', 1],
    [flag, '{"x": false}', 0],
    [{ ...flag, missing: 'default', default: true }, '{}', 1],
    [{ ...flag, missing: 'nan' }, '{"x": null}', NaN],
    [plan, '{"x": "plus"}', 1],
    [plan, '{"x": "constructor"}', 2],
    [{ ...plan, unknown: 'bucket' }, '{"x": "toString"}', 3],
    [{ ...plan, unknown: 'bucket' }, '{"x": "__proto__"}', 3],
    [{ ...plan, missing: 'bucket' }, '{}', 3],
    [{ ...plan, missing: 'default', default: 'plus' }, '{}', 1],
    [note, '{"x": ""}', ''],
    [note, '{"x": "😀😀😀"}', '😀😀😀'],
    [{ ...note, missing: 'default', default: '-' }, '{"x": null}', '-'],
  ])('%j takes %s as %p', (field, json, value) => {
    expect(valueOf(field, json)).toEqual(value);
  });

  it.each<[InputField, string, string, string]>([
    [number, '{}', 'VALUE_MISSING', 'is missing: it must be a finite number from 0 to 10'],
    [number, '{"x": null}', 'VALUE_MISSING', 'is missing: it must be a finite number from 0 to 10'],
    [number, '{"x": "5"}', 'INVALID_TYPE', 'must be a finite number from 0 to 10'],
    [number, '{"x": [5]}', 'INVALID_TYPE', 'must be a finite number from 0 to 10'],
    [number, '{"x": true}', 'INVALID_TYPE', 'must be a finite number from 0 to 10'],
    [number, '{"x": 10.5}', 'OUT_OF_RANGE', 'must be a finite number from 0 to 10'],
    [{ ...number, out_of_range: 'clip' }, '{"x": 1e999}', 'NOT_FINITE', 'must be a finite number'],
    [{ name: 'x', type: 'number' }, '{"x": 1e39}', 'OUT_OF_RANGE', 'of at most 3.4028234663852886e+38'],
    [integer, '{"x": 2.5}', 'INVALID_TYPE', 'must be an integer'],
    [integer, '{"x": 1e20}', 'OUT_OF_RANGE', 'must be an integer of at most 9007199254740991'],
    [{ ...number, maximum: undefined }, '{"x": -3}', 'OUT_OF_RANGE', 'must be a finite number of at least 0'],
    [{ ...number, maximum: 1e300 }, '{"x": 1e39}', 'OUT_OF_RANGE', 'from 0 to 3.4028234663852886e+38'],
    [{ ...integer, maximum: 1e20 }, '{"x": 1e19}', 'OUT_OF_RANGE', 'of at most 9007199254740991'],
    [flag, '{"x": 1}', 'INVALID_TYPE', 'must be true or false'],
    [plan, '{"x": "gold"}', 'UNKNOWN_CATEGORY', 'must be one of "basic", "plus", "constructor"'],
    [{ ...plan, unknown: 'bucket' }, '{"x": 1}', 'INVALID_TYPE', 'must be one of "basic", "plus", "constructor"'],
    [plan, '{}', 'VALUE_MISSING', 'is missing: it must be one of "basic", "plus", "constructor"'],
    [note, '{"x": "four"}', 'TOO_LONG', 'must be a string of at most 3 characters'],
    [note, '{"x": "😀😀😀😀"}', 'TOO_LONG', 'must be a string of at most 3 characters'],
    [note, '{"x": 4}', 'INVALID_TYPE', 'must be a string of at most 3 characters'],
  ])('%j refuses %s as %s', (field, json, code, message) => {
    expect(errorsOf(() => read(field, json))).toEqual([
      { pointer: '/instances/0/x', code, message: expect.stringContaining(message) as string },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'a/b~c', ''])('may have a field that is called %j', (name) => {
    const field: InputField = { name, type: 'number' };
    expect(valueOf(field, `{${JSON.stringify(name)}: 5}`)).toBe(5);
    const pointer = `/instances/0/${name.replace('~', '~0').replace('/', '~1')}`;
    expect(errorsOf(() => read(field, '{}'))).toMatchObject([{ pointer, code: 'VALUE_MISSING' }]);
  });

  it.each(['__proto__', 'constructor', 'y'])('must not have a field %j that the model does not know', (name) => {
    const json = `{"x": 1, ${JSON.stringify(name)}: {"x": 1}}`;
    expect(errorsOf(() => read(number, json))).toMatchObject([
      { pointer: `/instances/0/${name}`, code: 'UNKNOWN_FIELD' },
    ]);
    expect(read(number, json, [name]).columns[0]?.[0]).toBe(1);
  });

  it('sends no long name back', () => {
    const name = 'y'.repeat(5_000);
    const [error] = errorsOf(() => read(number, `{"x": 1, "${name}": 1}`));
    expect(error).toMatchObject({ pointer: '/instances/0', code: 'UNKNOWN_FIELD' });
  });

  it.each(['[]', 'null', '5', '"x"', 'true'])('must be an object, which %s is not', (json) => {
    expect(errorsOf(() => read(number, json))).toEqual([
      { pointer: '/instances/0', code: 'INVALID_TYPE', message: 'must be an object' },
    ]);
  });

  it('is one of many, whose first hundred errors are listed', () => {
    const instances = Array.from({ length: 300 }, (_, row) => (row % 2 === 0 ? { x: 1 } : { x: -1 }));
    const errors = errorsOf(() => readerOf([number]).read(instances));
    expect(errors).toHaveLength(100);
    expect(errors.map(({ pointer }) => pointer).slice(0, 2)).toEqual(['/instances/1/x', '/instances/3/x']);
  });
});

describe('instances', () => {
  const inputs: readonly InputField[] = [
    { name: 'a', type: 'number', missing: 'nan' },
    { name: 'b', type: 'string', max_length: 20 },
    { name: 'c', type: 'category', categories: ['p', 'q'] },
    { name: 'd', type: 'boolean' },
  ];
  const anInstance = fc.record(
    {
      a: fc.float({ noNaN: true, noDefaultInfinity: true }),
      b: fc.string({ maxLength: 20 }),
      c: fc.constantFrom('p', 'q'),
      d: fc.boolean(),
    },
    { requiredKeys: ['b', 'c', 'd'] },
  );

  it('become columns in the order of the fields, whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.array(anInstance, { maxLength: 20 }), fc.boolean(), (instances, turned) => {
        const sent = turned ? instances.map((row) => Object.fromEntries(Object.entries(row).reverse())) : instances;
        const { length, columns } = readerOf(inputs).read(sent);
        expect(length).toBe(instances.length);
        expect(columns.map((column) => [...column])).toEqual([
          instances.map(({ a = NaN }) => a),
          instances.map(({ b }) => b),
          instances.map(({ c }) => (c === 'p' ? 0 : 1)),
          instances.map(({ d }) => Number(d)),
        ]);
      }),
    );
  });

  it('of any shape are read or refused by name, never otherwise', () => {
    fc.assert(
      fc.property(fc.array(fc.anything({ withNullPrototype: true }), { maxLength: 5 }), (instances) => {
        for (const { pointer, code } of errorsOf(() => readerOf(inputs).read(instances))) {
          expect(pointer).toMatch(/^\/instances\/\d/);
          expect(code).toMatch(/^[A-Z_]+$/);
        }
      }),
    );
  });
});
