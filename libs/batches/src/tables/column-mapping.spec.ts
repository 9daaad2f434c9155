import type { InputShape } from '../records/batch-manifest';
import { mapColumns } from './column-mapping';

const csv = (...columns: string[]): InputShape => ({ format: 'csv', delimiter: ',', columns });
const ndjson = (...columns: string[]): InputShape => ({ format: 'ndjson', delimiter: null, columns });
const NONE = { id: null, session: null, user: null, time: null };

describe('mapColumns', () => {
  it('finds the default columns that are there', () => {
    expect(mapColumns(csv('text'), {})).toEqual({ text: 'text', ...NONE });
    const all = csv('user_id', 'timestamp', 'text', 'id', 'session_id');
    expect(mapColumns(all, {})).toEqual({
      ...{ text: 'text', id: 'id', session: 'session_id' },
      ...{ user: 'user_id', time: 'timestamp' },
    });
    expect(mapColumns(csv('text', 'timestamp', 'occurred_at'), {}).time).toBe('occurred_at');
  });

  it('takes the columns that are named, and leaves the other fields of a batch alone', () => {
    const fields = { text_column: 'body', time_column: 'at', model: 'abuse', mode: 'rows', threshold: 0.5 };
    expect(mapColumns(csv('body', 'text', 'at', 'id'), fields)).toEqual({
      ...NONE,
      ...{ text: 'body', id: 'id', time: 'at' },
    });
  });

  it('says of every named column that is missing or there twice which field named it', () => {
    const requested = { text_column: 'text', session_column: 'none', id_column: 'id' };
    const errors = [
      { pointer: '/session_column', code: 'MISSING_COLUMN', message: 'The file has no column of this name.' },
      { pointer: '/id_column', code: 'AMBIGUOUS_COLUMN', message: 'The file has several columns of this name.' },
    ];
    expect(() => mapColumns(csv('text', 'id', 'id'), requested)).toThrow(
      expect.objectContaining({ code: 'MISSING_COLUMN', errors }) as Error,
    );
  });

  it('points at text_column when the default is not there', () => {
    const errors = [
      { pointer: '/text_column', code: 'MISSING_COLUMN', message: 'The file has no column of this name.' },
    ];
    expect(() => mapColumns(csv('id', 'body'), {})).toThrow(expect.objectContaining({ errors }) as Error);
  });

  it('takes default names of NDJSON as they are, for later records may have them', () => {
    const all = { text: 'text', id: 'id', session: 'session_id', user: 'user_id', time: 'occurred_at' };
    expect(mapColumns(ndjson('text'), {})).toEqual(all);
    expect(mapColumns(ndjson(), {})).toEqual(all);
    expect(mapColumns(ndjson('text', 'timestamp'), {})).toEqual({ ...all, time: 'timestamp' });
  });
});
