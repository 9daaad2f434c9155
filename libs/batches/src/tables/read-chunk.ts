import { DuckDBDoubleVector, type DuckDBConnection } from '@duckdb/node-api';
import type { ModelRows } from '@sluice/contracts';
import type { RecordContent } from '../records/batch-manifest';
import { contentNames } from './content-sql';
import { joinedStrings, type Strings } from './joined-strings';
import { literal } from './sql';

/** Rows of a range of a plan, as columns, in scoring order. */
export interface ChunkRows {
  /** Data record numbers. */
  readonly rows: readonly number[];
  readonly sessionIds: readonly (string | null)[];
  readonly userIds: readonly (string | null)[];
  /** Epoch milliseconds. */
  readonly at: readonly (number | null)[];
  /** What the model takes of each. */
  readonly content: ModelRows;
}

/** Reads the positions [start, end) of a plan table. */
export async function readChunk(
  connection: DuckDBConnection,
  rowsPath: string,
  [start, end]: readonly [number, number],
  content: RecordContent,
): Promise<ChunkRows> {
  const from = `read_parquet(${literal(rowsPath)}, file_row_number = true)
    WHERE file_row_number >= ${start} AND file_row_number < ${end}`;
  const names = contentNames(content);
  const isString = names.map((_, i) => content.kind !== 'tabular' || content.inputs[i]?.type === 'string');
  const strings = await readStrings(
    connection,
    ['session_id', 'user_id', ...names.filter((_, i) => isString[i])],
    from,
  );
  const numbers = await readNumbers(connection, ['"row"', 'at_ms', ...names.filter((_, i) => !isString[i])], from);
  // A plan holds no record whose string is missing.
  const columns = names.map((name, i) => (isString[i] ? (of(strings, name) as readonly string[]) : of(numbers, name)));
  const rows = Array.from(of(numbers, '"row"'));
  return {
    rows,
    sessionIds: of(strings, 'session_id'),
    userIds: of(strings, 'user_id'),
    at: Array.from(of(numbers, 'at_ms'), (time) => (Number.isNaN(time) ? null : time)),
    content: content.kind === 'tabular' ? { length: rows.length, columns } : (columns[0] as readonly string[]),
  };
}

function of<T>(columns: ReadonlyMap<string, T>, name: string): T {
  const column = columns.get(name);
  if (column === undefined) throw new Error(`the plan has no column ${name}`);
  return column;
}

/** A scan keeps the order of the file (preserve_insertion_order), so nothing is sorted. */
async function readStrings(
  connection: DuckDBConnection,
  names: readonly string[],
  from: string,
): Promise<ReadonlyMap<string, Strings>> {
  const joined = await joinedStrings(connection, names, from, 'file_row_number');
  if (joined !== null) return joined;
  const result = await connection.run(`SELECT ${names.join(', ')} FROM ${from}`);
  const chunks = await result.fetchAllChunks();
  return new Map(
    names.map((name, i) => [name, chunks.flatMap((chunk) => chunk.getColumnValues(i)) as (string | null)[]]),
  );
}

/**
 * Numbers, NaN where there is none, from DuckDB's own memory into one array, without a JavaScript value a cell between. DOUBLE is exact for record numbers
 * and times.
 */
async function readNumbers(
  connection: DuckDBConnection,
  names: readonly string[],
  from: string,
): Promise<ReadonlyMap<string, Float64Array>> {
  const result = await connection.run(`SELECT ${names.map((name) => `${name}::DOUBLE`).join(', ')} FROM ${from}`);
  const chunks = await result.fetchAllChunks();
  const rows = chunks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const columns = names.map((name, index): [string, Float64Array] => {
    const numbers = new Float64Array(rows);
    let position = 0;
    for (const chunk of chunks) {
      const vector = chunk.getColumnVector(index);
      if (!(vector instanceof DuckDBDoubleVector)) throw new Error('a column of numbers holds something else');
      for (let i = 0; i < vector.itemCount; i++) numbers[position++] = vector.getItem(i) ?? Number.NaN;
    }
    return [name, numbers];
  });
  return new Map(columns);
}
