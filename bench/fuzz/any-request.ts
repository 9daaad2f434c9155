import fc from 'fast-check';
import type { Operation, Schema } from './operations';

/** A request as it goes over the wire. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** Names and ids that exist, so that requests get past the first check. */
const KNOWN = ['abuse', 'abuse-deep', 'fraud', 'churn', 'credit', '1.0.0', 'client', 'admin', 'rows', 'completed'];
/** Parts of addresses that have broken others. */
const TRICKS = [
  '..%2f..',
  '%00',
  '%zz',
  '%',
  '%e2%28%a1',
  '..',
  '.',
  '%2e%2e',
  'a%0d%0ab',
  '__proto__',
  'constructor',
  "'",
  '%ff',
];
const TYPES = [
  'application/json',
  'text/csv',
  'application/x-ndjson',
  'application/vnd.apache.parquet',
  'multipart/form-data; boundary=b',
  'text/plain',
  'application/json; charset=utf-16',
  'x',
];
const HEADERS = [
  'x-request-id',
  'x-deadline-ms',
  'prefer',
  'accept',
  'accept-encoding',
  'idempotency-key',
  'if-none-match',
  'content-encoding',
  'last-event-id',
  'inference-header-content-length',
  'range',
  'expect',
];
const DEPTH = 5;

const text = fc.oneof(
  fc.constantFrom(
    ...KNOWN,
    '',
    ' ',
    '\u0000',
    '=1+1',
    '1e999',
    '-1',
    '9'.repeat(30),
    '2026-13-45T00:00:00Z',
    '0'.repeat(26),
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ maxLength: 40 }),
);
const anything = fc.oneof(
  text,
  fc.double(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 4 }),
);
/** What Node lets a client send in a header. */
const headerValue = fc.oneof(
  fc.constantFrom('wait=1', 'wait=-1', '*/*', 'text/csv;q=2', 'gzip', 'zstd', '0', '-1', '1e9', 'NaN', 'bytes=0-1'),
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 300 }),
);

/** Mostly what the schema says, with something else in any place now and then. */
function valueOf(schema: Schema, resolve: Operation['resolve'], depth = DEPTH): fc.Arbitrary<unknown> {
  const fitting = depth === 0 ? anything : fittingValue(resolve(schema), resolve, depth - 1);
  return fc.oneof({ weight: 9, arbitrary: fitting }, { weight: 1, arbitrary: anything });
}

function fittingValue(schema: Schema, resolve: Operation['resolve'], depth: number): fc.Arbitrary<unknown> {
  const { enum: words, oneOf, anyOf, allOf, type, items, properties } = schema;
  const choices = oneOf ?? anyOf ?? allOf;
  if (words !== undefined && words.length > 0) return fc.constantFrom(...words);
  if (choices !== undefined && choices.length > 0)
    return fc.oneof(...choices.map((one) => valueOf(one, resolve, depth)));
  if (type === 'array') return fc.array(valueOf(items ?? {}, resolve, depth), { maxLength: 4 });
  if (properties !== undefined || type === 'object') return objectOf(schema, resolve, depth);
  if (type === 'integer' || type === 'number') return fc.oneof(fc.integer({ min: -2, max: 200 }), fc.double());
  if (type === 'boolean') return fc.boolean();
  return text;
}

function objectOf(
  { properties = {}, required = [] }: Schema,
  resolve: Operation['resolve'],
  depth: number,
): fc.Arbitrary<unknown> {
  const members = Object.entries(properties).map(([name, schema]) => [name, valueOf(schema, resolve, depth)] as const);
  const known = fc.record(Object.fromEntries(members), { requiredKeys: required.filter((name) => name in properties) });
  const more = fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.dictionary(text, anything, { maxKeys: 2 }) },
  );
  return fc.tuple(known, more).map(([ours, others]) => ({ ...ours, ...others }));
}

/** One request to an operation: mostly of its form, never mostly right. */
export function anyRequest(operations: readonly Operation[]): fc.Arbitrary<FuzzRequest> {
  return fc.oneof(...operations.map(requestTo));
}

function requestTo(operation: Operation): fc.Arbitrary<FuzzRequest> {
  const { method } = operation;
  const headers = fc.dictionary(fc.constantFrom(...HEADERS), headerValue, { maxKeys: 3 });
  return fc
    .record({ path: pathOf(operation), headers, content: contentOf(operation) })
    .map(({ path, headers: more, content }) => ({
      ...{ method, path, body: content?.body ?? null },
      headers: { ...more, ...(content && { 'content-type': content.type }) },
    }));
}

function pathOf({ path, parameters }: Operation): fc.Arbitrary<string> {
  const segment = fc.oneof(fc.constantFrom(...KNOWN), fc.constantFrom(...TRICKS), text.map(encodeURIComponent));
  const parts = path.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? segment : fc.constant(part)));
  const asked = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const names = fc.constantFrom(...asked, 'limit', 'cursor', 'unknown', '__proto__');
  const query = fc.array(fc.tuple(names, fc.oneof(text.map(encodeURIComponent), fc.constantFrom(...TRICKS))), {
    maxLength: 3,
  });
  return fc.record({ place: fc.tuple(...parts), query }).map(({ place, query: pairs }) => {
    const search = pairs.map(([name, value]) => `${name}=${value}`).join('&');
    return place.join('') + (search === '' ? '' : `?${search}`);
  });
}

function contentOf({ method, bodies, resolve }: Operation): fc.Arbitrary<{ type: string; body: Buffer } | null> {
  const type = fc.constantFrom(...(bodies.size > 0 ? bodies.keys() : ['application/json']), ...TYPES);
  const raw = fc.record({ type, body: fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)) });
  if (method === 'GET') return fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: raw });
  const json = valueOf(bodies.get('application/json') ?? {}, resolve).map((value) => ({
    ...{ type: 'application/json', body: Buffer.from(JSON.stringify(value)) },
  }));
  const csv = fc.array(fc.tuple(text, text), { maxLength: 5 }).map((rows) => ({
    ...{ type: 'text/csv', body: Buffer.from(['session_id,text', ...rows.map((row) => row.join(','))].join('\n')) },
  }));
  return fc.oneof({ weight: 6, arbitrary: json }, { weight: 2, arbitrary: raw }, { weight: 1, arbitrary: csv });
}
