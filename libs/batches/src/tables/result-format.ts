import { identifier, literal } from './sql';

export const RESULT_FORMATS = ['ndjson', 'csv', 'parquet'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];
export const RESULT_VIEWS = ['rows', 'sessions', 'errors'] as const;
export type ResultView = (typeof RESULT_VIEWS)[number];

type ColumnType = 'text' | 'number' | 'time' | 'json';

/** Columns of each view in the order of the contract, with how they are written. */
export const VIEW_COLUMNS: Readonly<Record<ResultView, Readonly<Record<string, ColumnType>>>> = {
  rows: {
    row: 'number',
    id: 'text',
    session_id: 'text',
    score: 'number',
    label: 'text',
    threshold: 'number',
    action: 'text',
  },
  sessions: {
    session_id: 'text',
    user_id: 'text',
    events: 'number',
    flagged: 'number',
    max_score: 'number',
    mean_score: 'number',
    noisy_or: 'number',
    longest_streak: 'number',
    first_at: 'time',
    last_at: 'time',
    risk: 'number',
    action: 'text',
    reasons: 'json',
    top_rows: 'json',
  },
  errors: { line: 'number', row: 'number', code: 'text', field: 'text', message: 'text' },
};

const columnsOf = (view: ResultView): [string, ColumnType][] => Object.entries(VIEW_COLUMNS[view]);

/** A spreadsheet takes a text cell that starts with one of these, its full-width twin, or NUL for a formula. */
const FORMULA_START = '=+-@\t\r\uff1d\uff0b\uff0d\uff20';

export function csvHeader(view: ResultView): string {
  return columnsOf(view)
    .map(([name]) => name)
    .join(',');
}

/** SQL of one output line a record, without line ends, from the columns of the view. */
export function lineSql(view: ResultView, format: 'csv' | 'ndjson'): string {
  return format === 'csv' ? csvLineSql(view) : ndjsonLineSql(view);
}

function ndjsonLineSql(view: ResultView): string {
  const members = columnsOf(view).map(([name, type]) => `${literal(name)}: ${typedSql(name, type)}`);
  return `to_json({${members.join(', ')}})::VARCHAR`;
}

function csvLineSql(view: ResultView): string {
  const cells = columnsOf(view).map(([name, type]) =>
    type === 'number' ? `coalesce(${identifier(name)}::VARCHAR, '')` : csvTextSql(`${typedSql(name, type)}::VARCHAR`),
  );
  return cells.join(" || ',' || ");
}

function csvTextSql(text: string): string {
  const neutral = `CASE WHEN t <> '' AND (contains(${literal(FORMULA_START)}, left(t, 1)) OR starts_with(t, chr(0))) THEN '''' || t ELSE t END`;
  const quoted = `CASE WHEN regexp_matches(n, '[",\\r\\n]') THEN '"' || replace(n, '"', '""') || '"' ELSE n END`;
  return `coalesce(list_transform(list_transform([${text}], lambda t: ${neutral}), lambda n: ${quoted})[1], '')`;
}

/** Times leave as RFC 3339 in UTC. */
function typedSql(name: string, type: ColumnType): string {
  const column = identifier(name);
  return type === 'time' ? `strftime(make_timestamp_ms(${column}), '%Y-%m-%dT%H:%M:%S.%gZ')` : column;
}

/** SQL of the view's columns as they are stored in a Parquet download. */
export function parquetColumnsSql(view: ResultView): string {
  return columnsOf(view)
    .map(([name, type]) =>
      type === 'time' ? `make_timestamp_ms(${identifier(name)}) AS ${identifier(name)}` : identifier(name),
    )
    .join(', ');
}
