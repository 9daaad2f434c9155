import type { DuckDBConnection } from '@duckdb/node-api';
import { SluiceError } from '@sluice/contracts';
import type { DuckDb } from './duckdb';
import { literal } from './sql';

interface ParquetColumn {
  readonly name: string;
  /** As DuckDB calls it. */
  readonly type: string;
}

/** @throws SluiceError INVALID_FILE */
export function readParquetColumns(duckdb: DuckDb, path: string): Promise<ParquetColumn[]> {
  return duckdb.connect((connection) => reading('The Parquet file', () => columnsOf(connection, path)));
}

/**
 * Records of each of Parquet files that are read as one: by their footers.
 * @throws SluiceError INVALID_FIELD for a file that does not have the columns of the first; INVALID_FILE
 */
export function countParquetRows(duckdb: DuckDb, paths: readonly string[]): Promise<number[]> {
  return duckdb.connect(async (connection) => {
    const counts: number[] = [];
    let first: readonly ParquetColumn[] | null = null;
    for (const path of paths) {
      const number = counts.length + 1;
      const file = paths.length === 1 ? 'The Parquet file' : `File ${number} of the batch`;
      counts.push(await reading(file, () => rowsOf(connection, path)));
      const columns = await reading(file, () => columnsOf(connection, path));
      first ??= columns;
      const difference = differenceOf(columns, first);
      if (difference !== null) throw misfit(number, difference);
    }
    return counts;
  });
}

async function columnsOf(connection: DuckDBConnection, path: string): Promise<ParquetColumn[]> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${literal(path)})`);
  const [names = [], types = []] = described.getColumnsJS().map((values) => values.map(String));
  return names.map((name, i) => ({ name, type: types[i] ?? '' }));
}

async function rowsOf(connection: DuckDBConnection, path: string): Promise<number> {
  const footer = await connection.runAndReadAll(`SELECT num_rows::DOUBLE FROM parquet_file_metadata(${literal(path)})`);
  return Number(footer.value(0, 0));
}

async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const detail = `${file} cannot be read: it is no Parquet, or its footer is damaged or incomplete.`;
    throw new SluiceError('INVALID_FILE', detail, { cause });
  }
}

/** In words that repeat no name of the file; null: there is none. */
function differenceOf(columns: readonly ParquetColumn[], first: readonly ParquetColumn[]): string | null {
  if (columns.length !== first.length) return `has ${columns.length} columns, and not ${first.length}`;
  for (const [i, { name, type }] of columns.entries()) {
    if (name !== first[i]?.name) return `has another name for column ${i + 1}`;
    if (type !== first[i].type)
      return `has another type for column ${i + 1}: ${kindOf(type)}, and not ${kindOf(first[i].type)}`;
  }
  return null;
}

/** Of a nested type without its members, whose names are the client's. */
function kindOf(type: string): string {
  return /^(?:STRUCT|MAP|UNION|ENUM)|\[/.exec(type) === null ? type : 'a nested type';
}

function misfit(number: number, difference: string): SluiceError {
  const detail = `File ${number} of the batch does not have the columns of the first: it ${difference}. Give all files the same columns and types in the same order.`;
  const errors = [{ pointer: '/file', code: 'NOT_ALLOWED', message: difference }];
  return new SluiceError('INVALID_FIELD', detail, { errors });
}
