import { formatOfFile, formatOfType } from './file-format';

describe('formatOfFile', () => {
  it.each([
    ['text/csv', 'x', 'csv'],
    ['text/csv; charset=utf-8', 'x.parquet', 'csv'],
    ['application/octet-stream', 'Data.CSV', 'csv'],
    ['application/octet-stream', 'a.b.tsv', 'csv'],
    ['application/octet-stream', 'x.ndjson', 'ndjson'],
    ['', 'x.jsonl', 'ndjson'],
    ['application/octet-stream', 'x.parquet', 'parquet'],
  ])('of type %j and name %j is %s', (type, name, format) => {
    expect(formatOfFile(type, name)).toBe(format);
  });

  it.each(['', 'csv.zip', 'x.xlsx', 'constructor', 'x.__proto__', 'x.toString'])('refuses the name %j', (name) => {
    expect(() => formatOfFile('application/octet-stream', name)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_FILE' }) as Error,
    );
  });
});

describe('formatOfType', () => {
  it.each([undefined, '', 'constructor', 'toString', 'text/plain'])('knows nothing of %j', (type) => {
    expect(formatOfType(type)).toBeUndefined();
  });
});
