import { DuckDBDoubleVector, type DuckDBConnection, type DuckDBDataChunk } from '@duckdb/node-api';
import type { Column, ModelRows } from '@sluice/contracts';
import type { RecordContent } from '../records/batch-manifest';
import { contentNames } from './content-sql';
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

/** Columns of the query before those of the content. */
const OWN_COLUMNS = 4;

/** Reads the positions [start, end) of a plan table. */
export async function readChunk(
  connection: DuckDBConnection,
  rowsPath: string,
  [start, end]: readonly [number, number],
  content: RecordContent,
): Promise<ChunkRows> {
  // DOUBLE is exact for record numbers and times, and becomes a JavaScript number without a BigInt between. A scan keeps the order of the
  // file (preserve_insertion_order), so nothing is sorted.
  const result = await connection.run(
    `SELECT "row"::DOUBLE, session_id, user_id, at_ms::DOUBLE, ${contentNames(content).join(', ')}
     FROM read_parquet(${literal(rowsPath)}, file_row_number = true)
     WHERE file_row_number >= ${start} AND file_row_number < ${end}`,
  );
  const chunks = await result.fetchAllChunks();
  const values = (column: number): unknown[] => chunks.flatMap((chunk) => chunk.getColumnValues(column));
  const columns = Array.from({ length: result.columnCount - OWN_COLUMNS }, (_, i) =>
    readColumn(chunks, OWN_COLUMNS + i),
  );
  // The types follow from the query.
  const rows = values(0) as number[];
  return {
    rows,
    sessionIds: values(1) as (string | null)[],
    userIds: values(2) as (string | null)[],
    at: values(3) as (number | null)[],
    content: content.kind === 'tabular' ? { length: rows.length, columns } : (columns[0] as readonly string[]),
  };
}

/** Numbers go from DuckDB's own memory into one array, without a JavaScript value a cell between. */
function readColumn(chunks: readonly DuckDBDataChunk[], index: number): Column {
  const vectors = chunks.map((chunk) => chunk.getColumnVector(index));
  const isNumbers = vectors[0] instanceof DuckDBDoubleVector;
  if (!isNumbers) return chunks.flatMap((chunk) => chunk.getColumnValues(index)) as string[];
  const numbers = new Float64Array(vectors.reduce((rows, { itemCount }) => rows + itemCount, 0));
  let position = 0;
  for (const vector of vectors) {
    if (!(vector instanceof DuckDBDoubleVector)) continue;
    for (let i = 0; i < vector.itemCount; i++) numbers[position++] = vector.getItem(i) ?? Number.NaN;
  }
  return numbers;
}
