import type { InputField } from '@sluice/contracts';
import fc from 'fast-check';
import { NOTE, ORDER_INPUTS, STRICT_INPUTS } from './tabular-models.fixture';
import { Verdicts } from './verdicts.fixture';

const MODELS = [
  ['orders', ORDER_INPUTS, { risk: '0.5' }],
  ['strict', STRICT_INPUTS, { x: '1', plan: '"pro"', paper: 'true' }],
  ['notes', [NOTE], {}],
] as const satisfies readonly (readonly [string, readonly InputField[], Record<string, string>])[];

const number = fc.oneof(
  fc.constantFrom('0', '-0', '1', '-1', '5.0', '120', '120.5', '1e3', '1E+3', '0.1', '-1.5', '-1.5000001', '1e999'),
  fc.constantFrom('-1e999', '3.4028234663852886e38', '3.5e38', '-4e38', '12345678901234567890123', '1e-400'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer({ min: -3, max: 130 }).map(String),
);
const text = fc.oneof(
  fc.constantFrom(
    'basic',
    "o'ne",
    'pro',
    ' pro',
    'Pro',
    '5',
    'a',
    '0.25',
    'null',
    'true',
    '5 smiles',
    '😀😀😀😀😀',
    '😀😀😀😀😀😀',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((value) => !value.includes('\0')),
);
/** Values as they stand in JSON. */
const token = fc.oneof(
  ...[number, text.map((value) => JSON.stringify(value)), fc.constantFrom('true', 'false', 'null')],
  fc.constantFrom('[]', '[1]', '{}', '{"a":1}', '""', '" "'),
);

type Value = string | number | boolean;

const RUNS = { numRuns: 25, endOnFailure: true };

describe('a record of a file is taken or refused as an instance of a request is', () => {
  let verdicts: Verdicts;

  beforeAll(async () => {
    verdicts = await Verdicts.start();
  });
  afterAll(() => verdicts.stop());

  const objectOf = (members: Readonly<Record<string, string | null>>): string => {
    const present = Object.entries(members).filter(([, value]) => value !== null);
    return `{${present.map(([name, value]) => `${JSON.stringify(name)}:${value ?? ''}`).join(',')}}`;
  };

  it.each(MODELS)('%s as NDJSON', async (model, inputs, good) => {
    // One value that differs shows each refusal; several show which comes first.
    const change = fc.tuple(fc.constantFrom(...inputs.map(({ name }) => name)), fc.option(token));
    const line = fc
      .array(change, { minLength: 1, maxLength: 3 })
      .map((changes) => objectOf({ ...good, ...Object.fromEntries(changes) }));
    const withAllMembers = objectOf(Object.fromEntries(inputs.map(({ name }) => [name, 'null'])));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 50, maxLength: 200 }), async (some) => {
        const lines = [withAllMembers, ...some];
        const found = await verdicts.inFile(model, lines.join('\n'), 'ndjson');
        expect(found).toEqual(lines.map((record) => verdicts.inRequest(model, inputs, JSON.parse(record))));
      }),
      RUNS,
    );
  });

  const valueOf = ({ type }: InputField): fc.Arbitrary<Value> => {
    if (type === 'boolean') return fc.boolean();
    return type === 'category' || type === 'string' ? text.filter((value) => value !== '') : number.map(Number);
  };
  const cell = (value: Value | null | undefined): string =>
    (value ?? null) === null ? '' : `"${String(value).replaceAll('"', '""')}"`;

  // Cells say no type: a value of the type of its field stands as text, and nothing stands for null.
  it.each(MODELS)('%s as CSV', async (model, inputs) => {
    const values = inputs.map((field) => [field.name, fc.option(valueOf(field), { freq: 8 })] as const);
    const instance = fc.record(Object.fromEntries(values));
    const names = inputs.map(({ name }) => name);
    await fc.assert(
      fc.asyncProperty(fc.array(instance, { minLength: 50, maxLength: 200 }), async (instances) => {
        const lines = instances.map((of, i) => [i, ...names.map((name) => cell(of[name]))].join());
        const found = await verdicts.inFile(model, [['key', ...names].map(cell).join(), ...lines].join('\n'), 'csv');
        expect(found).toEqual(instances.map((of) => verdicts.inRequest(model, inputs, of)));
      }),
      RUNS,
    );
  });
});
