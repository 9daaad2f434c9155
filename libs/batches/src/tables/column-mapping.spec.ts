import type { ColumnMapping, InputShape, RecordContent } from '../records/batch-manifest';
import type { RequestedColumns } from './check-columns';
import { contentColumns, mapColumns } from './column-mapping';

const csv = (...columns: string[]): InputShape => ({ format: 'csv', delimiter: ',', columns });
const ndjson = (...columns: string[]): InputShape => ({ format: 'ndjson', delimiter: null, columns });
const NONE = { id: null, session: null, user: null, time: null, kept: [] };
const TEXTS: RecordContent = { kind: 'text', max_text_length: 100 };
const mapTexts = (shape: InputShape, requested: RequestedColumns): ColumnMapping => mapColumns(shape, requested, TEXTS);

describe('mapColumns', () => {
  it('finds the default columns that are there', () => {
    expect(mapTexts(csv('text'), {})).toEqual({ text: 'text', inputs: [], ...NONE });
    const all = csv('user_id', 'timestamp', 'text', 'id', 'session_id');
    expect(mapTexts(all, {})).toEqual({
      ...{ text: 'text', inputs: [], id: 'id', session: 'session_id' },
      ...{ user: 'user_id', time: 'timestamp', kept: [] },
    });
    expect(mapTexts(csv('text', 'timestamp', 'occurred_at'), {}).time).toBe('occurred_at');
  });

  it('takes the columns that are named, and leaves the other fields of a batch alone', () => {
    const fields = { text_column: 'body', time_column: 'at', model: 'abuse', mode: 'rows', threshold: 0.5 };
    expect(mapTexts(csv('body', 'text', 'at', 'id'), fields)).toEqual({
      ...NONE,
      ...{ text: 'body', inputs: [], id: 'id', time: 'at' },
    });
  });

  it('says of every named column that is missing or there twice which field named it', () => {
    const requested = { text_column: 'text', session_column: 'none', id_column: 'id' };
    const errors = [
      { pointer: '/session_column', code: 'MISSING_COLUMN', message: 'The file has no column of this name.' },
      { pointer: '/id_column', code: 'AMBIGUOUS_COLUMN', message: 'The file has several columns of this name.' },
    ];
    expect(() => mapTexts(csv('text', 'id', 'id'), requested)).toThrow(
      expect.objectContaining({ code: 'MISSING_COLUMN', errors }) as Error,
    );
  });

  it('points at text_column when the default is not there', () => {
    const errors = [
      { pointer: '/text_column', code: 'MISSING_COLUMN', message: 'The file has no column of this name.' },
    ];
    expect(() => mapTexts(csv('id', 'body'), {})).toThrow(expect.objectContaining({ errors }) as Error);
  });

  it('takes default names of NDJSON as they are, for later records may have them', () => {
    const names = { id: 'id', session: 'session_id', user: 'user_id', time: 'occurred_at' };
    const all = { text: 'text', inputs: [], ...names, kept: [] };
    expect(mapTexts(ndjson('text'), {})).toEqual(all);
    expect(mapTexts(ndjson(), {})).toEqual(all);
    expect(mapTexts(ndjson('text', 'timestamp'), {})).toEqual({ ...all, time: 'timestamp' });
  });

  describe('for a tabular model', () => {
    const model: RecordContent = {
      kind: 'tabular',
      inputs: [
        { name: 'a/b~"c', type: 'number' },
        { name: 'id', type: 'number', missing: 'nan' },
        { name: 'extra', type: 'boolean', missing: 'default', default: false },
      ],
    };

    it('finds the column of each input by its name; one that may be missing may be absent', () => {
      const inputs = ['a/b~"c', 'id', null];
      expect(mapColumns(csv('id', 'text', 'a/b~"c'), {}, model)).toEqual({ ...NONE, text: null, inputs, id: 'id' });
      expect(mapColumns(ndjson('a/b~"c'), {}, model).inputs).toEqual(['a/b~"c', 'id', 'extra']);
      expect(contentColumns(model, {})).toEqual(['a/b~"c', 'id', 'extra']);
    });

    it('names each column that is missing or there twice', () => {
      const errors = [
        { pointer: '/user_column', code: 'MISSING_COLUMN', message: 'The file has no column of this name.' },
        { pointer: '/columns/a~1b~0"c', code: 'MISSING_COLUMN', message: 'The file has no column "a/b~"c".' },
        { pointer: '/columns/extra', code: 'AMBIGUOUS_COLUMN', message: 'The file has several columns "extra".' },
      ];
      expect(() => mapColumns(csv('id', 'extra', 'extra'), { user_column: 'who' }, model)).toThrow(
        expect.objectContaining({ code: 'MISSING_COLUMN', errors }) as Error,
      );
    });

    it('refuses a text column', () => {
      expect(() => mapColumns(csv('a/b~"c'), { text_column: 'text' }, model)).toThrow(
        expect.objectContaining({ code: 'INVALID_FIELD' }) as Error,
      );
    });
  });
});
