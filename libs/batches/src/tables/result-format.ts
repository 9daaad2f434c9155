import { csvText, csvTextSql } from './csv-text';
import { identifier, literal } from './sql';

export const RESULT_FORMATS = ['ndjson', 'csv', 'parquet'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];
export const RESULT_VIEWS = ['rows', 'sessions', 'errors'] as const;
export type ResultView = (typeof RESULT_VIEWS)[number];

type ColumnType = 'text' | 'number' | 'time' | 'json';

/** Columns of each view in the order of the contract, with how they are written. */
const VIEW_COLUMNS: Readonly<Record<ResultView, Readonly<Record<string, ColumnType>>>> = {
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

/** A column of a view: its name in the output, how it is written, and the column of the table that it comes from. */
export interface ViewColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly source: string;
}

/**
 * Columns of a view. Rows end with the columns of the input that were asked for, as texts; one that is called like a column of ours, or like another but for
 * its case, gets `input_` before its name, for not every format tells them apart.
 */
export function viewColumns(view: ResultView, kept: readonly string[] = []): readonly ViewColumn[] {
  const own = Object.entries(VIEW_COLUMNS[view]).map(([name, type]) => ({ name, type, source: name }));
  if (view !== 'rows') return own;
  const taken = new Set(own.map(({ name }) => name));
  return [
    ...own,
    ...kept.map((column, i) => ({ name: freeName(column, taken), type: 'text', source: keptColumn(i) }) as const),
  ];
}

/** The i-th column of the input that results repeat, in the tables between. */
export const keptColumn = (i: number): string => `kept${i}`;

function freeName(column: string, taken: Set<string>): string {
  let name = column;
  while (taken.has(name.toLowerCase())) name = `input_${name}`;
  taken.add(name.toLowerCase());
  return name;
}

export function csvHeader(columns: readonly ViewColumn[]): string {
  return columns.map(({ name }) => csvText(name)).join(',');
}

/** SQL of one output line a record, without line ends, from the columns of the view. */
export function lineSql(columns: readonly ViewColumn[], format: 'csv' | 'ndjson'): string {
  return format === 'csv' ? csvLineSql(columns) : ndjsonLineSql(columns);
}

function ndjsonLineSql(columns: readonly ViewColumn[]): string {
  const members = columns.map((column) => `${literal(column.name)}: ${typedSql(column)}`);
  return `to_json({${members.join(', ')}})::VARCHAR`;
}

function csvLineSql(columns: readonly ViewColumn[]): string {
  const cells = columns.map((column) =>
    column.type === 'number'
      ? `coalesce(${identifier(column.source)}::VARCHAR, '')`
      : csvTextSql(`${typedSql(column)}::VARCHAR`),
  );
  // No cell is NULL. A chain of || would copy the line once for each.
  return `concat_ws(',', ${cells.join(', ')})`;
}

/** Times leave as RFC 3339 in UTC. */
function typedSql({ source, type }: ViewColumn): string {
  const column = identifier(source);
  return type === 'time' ? `strftime(make_timestamp_ms(${column}), '%Y-%m-%dT%H:%M:%S.%gZ')` : column;
}

/** SQL of the view's columns as they are stored in a Parquet download. */
export function parquetColumnsSql(columns: readonly ViewColumn[]): string {
  return columns
    .map(({ name, type, source }) => {
      const value = type === 'time' ? `make_timestamp_ms(${identifier(source)})` : identifier(source);
      return `${value} AS ${identifier(name)}`;
    })
    .join(', ');
}
