import { acceptedFormat } from './accepted-format';

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
  ])('of %j is %s', (accept, format) => {
    expect(acceptedFormat(accept)).toBe(format);
  });

  it.each(['text/html', 'text/csv;q=0', 'image/*', 'nonsense'])('refuses %j', (accept) => {
    expect(() => acceptedFormat(accept)).toThrow(expect.objectContaining({ code: 'NOT_ACCEPTABLE' }) as Error);
  });
});
