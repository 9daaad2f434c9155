import { compressionOf, formatOfFile, formatOfType } from './file-format';

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
    expect(formatOfFile(type, name)).toEqual({ format, compression: null });
  });

  it.each([
    ['application/gzip', 'chat.csv.gz', { format: 'csv', compression: 'gzip' }],
    ['application/octet-stream', 'Chat.NDJSON.ZST', { format: 'ndjson', compression: 'zstd' }],
    ['text/csv', 'chat.gz', { format: 'csv', compression: 'gzip' }],
  ])('of type %j and name %j is %j', (type, name, format) => {
    expect(formatOfFile(type, name)).toEqual(format);
  });

  it.each(['', 'csv.zip', 'x.gz', 'x.xlsx.gz', 'x.xlsx', 'constructor', 'x.__proto__', 'x.toString'])(
    'refuses the name %j',
    (name) => {
      expect(() => formatOfFile('application/octet-stream', name)).toThrow(
        expect.objectContaining({ code: 'UNSUPPORTED_FILE' }) as Error,
      );
    },
  );
});

describe('compressionOf', () => {
  it.each([
    [undefined, null],
    ['identity', null],
    ['GZIP', 'gzip'],
    ['zstd', 'zstd'],
  ])('takes %j for %j', (encoding, compression) => {
    expect(compressionOf(encoding)).toBe(compression);
  });

  it.each(['br', 'gzip, gzip', 'constructor'])('refuses %j', (encoding) => {
    expect(() => compressionOf(encoding)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_MEDIA_TYPE' }) as Error);
  });
});

describe('formatOfType', () => {
  it.each([undefined, '', 'constructor', 'toString', 'text/plain'])('knows nothing of %j', (type) => {
    expect(formatOfType(type)).toBeUndefined();
  });
});
