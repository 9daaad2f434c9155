import { acceptedFormat, namedFormat } from './accepted-format';

describe('acceptedFormat', () => {
  it.each([
    [undefined, 'ndjson'],
    [' ', 'ndjson'],
    ['*/*', 'ndjson'],
    ['application/json', 'ndjson'],
    ['text/csv', 'csv'],
    ['TEXT/CSV; header=present', 'csv'],
    ['application/vnd.apache.parquet', 'parquet'],
    ['text/html, text/csv;q=0.2, */*;q=0.1', 'csv'],
    ['text/csv;q=0.5, application/x-ndjson', 'ndjson'],
    ['text/csv;q=0, application/x-ndjson;q=0.1', 'ndjson'],
    ['text/*', 'csv'],
    ['text/*;q=0.1, application/vnd.apache.parquet;q=0.2', 'parquet'],
    ['*/*, application/x-ndjson;q=0', 'csv'],
    ['*/*;q=0.5, text/csv', 'csv'],
    ['application/*, application/x-ndjson;q=0.1', 'parquet'],
    ['text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8', 'ndjson'],
  ])('of %j is %s', (accept, format) => {
    expect(acceptedFormat(accept)).toBe(format);
  });

  it.each(['text/html', 'text/csv;q=0', '*/*;q=0', 'image/*', 'nonsense'])('refuses %j', (accept) => {
    expect(() => acceptedFormat(accept)).toThrow(expect.objectContaining({ code: 'NOT_ACCEPTABLE' }) as Error);
  });
});

describe('namedFormat', () => {
  it.each([
    ['text/csv', 'csv'],
    ['application/x-ndjson', 'ndjson'],
    ['application/vnd.apache.parquet', 'parquet'],
    ['text/csv, application/json;q=0.5', 'csv'],
    ['application/json, text/csv', 'csv'],
    ['text/csv;q=0.4, application/vnd.apache.parquet;q=0.5, */*;q=0.1', 'parquet'],
  ])('of %j is %s', (accept, format) => {
    expect(namedFormat(accept)).toBe(format);
  });

  it.each([undefined, '', '*/*', 'application/json', 'text/*', 'text/csv;q=0', 'application/json, text/csv;q=0.5'])(
    'of %j is none',
    (accept) => {
      expect(namedFormat(accept)).toBeUndefined();
    },
  );
});
