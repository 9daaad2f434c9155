import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBTypeId, type DuckDBConnection } from '@duckdb/node-api';
import { identifier, literal } from './sql';

/** Rows of one Parquet row group: about a chunk, so that reading a chunk skips the rest. Fewer of long rows: whoever reads or writes a group holds it more than once. */
const MOST_GROUP_ROWS = 16_384;
/** Rows that DuckDB hands on at a time; groups are made of these, unless they are too long for it. */
const VECTOR_ROWS = 2_048;
const GROUP_BYTES = 16 * 2 ** 20;
/** What is sorted at once when rows are long. */
const PART_BYTES = 32 * 2 ** 20;
/**
 * From this mean on rows are long. DuckDB's sort pins the blocks of 2,048 rows at a time, and those may lie in as many blocks of 256 KiB: measured, it ran out of
 * 192 MB with 600 MB of rows of 1,000 bytes, and not with rows of 600.
 */
const LONG_ROW_BYTES = 256;
/** Rows of one part that are held before they go to its file: hundreds of parts are open at the same time. */
const HELD_ROWS = 1_024;

export interface SortedCopy {
  /** SQL of a relation whose rows come in the same order each time. */
  readonly from: string;
  /** What stands behind ORDER BY, over the columns of `from`. */
  readonly order: string;
  /** Path of the Parquet file to write; a folder beside it is used meanwhile. */
  readonly to: string;
}

/** Writes a relation sorted, as Parquet, in bounded memory however long its rows are. */
export async function copySorted(connection: DuckDBConnection, copy: SortedCopy): Promise<void> {
  const columns = await columnsOf(connection, copy.from);
  const bytes = columns.map(({ name, isText }) => (isText ? `coalesce(strlen(${name}), 0)` : '8')).join(' + ');
  const size = `SELECT count(*)::DOUBLE, coalesce(sum(${bytes}), 0)::DOUBLE FROM (${copy.from})`;
  const reader = await connection.runAndReadAll(size);
  const [rows, total] = [Number(reader.value(0, 0)), Number(reader.value(1, 0))];
  const mean = total / Math.max(1, rows);
  const groupRows = Math.max(1, Math.floor(GROUP_BYTES / mean));
  const vectors = Math.floor(groupRows / VECTOR_ROWS) * VECTOR_ROWS;
  const group = Math.min(MOST_GROUP_ROWS, vectors === 0 ? groupRows : vectors);
  if (mean < LONG_ROW_BYTES || total <= PART_BYTES) {
    await connection.run(`COPY (SELECT * FROM (${copy.from}) ORDER BY ${copy.order}) ${parquet(copy.to, group)}`);
    return;
  }
  const folder = `${copy.to}.parts`;
  try {
    // What is sorted comes in vectors, and no group is smaller than what comes: of very long rows a part is one group.
    const partBytes = vectors === 0 ? GROUP_BYTES : PART_BYTES;
    const names = columns.map(({ name }) => name).join(', ');
    await copyInParts(connection, copy, { folder, bytes, partBytes, group, columns: names });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Parts {
  readonly folder: string;
  /** SQL of the size of a row. */
  readonly bytes: string;
  readonly partBytes: number;
  readonly group: number;
  readonly columns: string;
}

/** Finds by the keys alone in which part of the sorted whole each row belongs, writes each row into its part, and sorts part by part. */
async function copyInParts(
  connection: DuckDBConnection,
  { from, order, to }: SortedCopy,
  { folder, bytes, partBytes, group, columns }: Parts,
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE part_of AS SELECT part FROM (
      SELECT place, (sum(bytes) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) // ${partBytes})::BIGINT AS part
      FROM (SELECT *, row_number() OVER () AS place, ${bytes} AS bytes FROM (${from}))
    ) ORDER BY place`);
  const last = await connection.runAndReadAll('SELECT max(part)::DOUBLE FROM part_of');
  await mkdir(folder);
  await connection.run(`SET partitioned_write_flush_threshold = ${HELD_ROWS}`);
  await connection.run(
    `COPY (SELECT * FROM (${from}) POSITIONAL JOIN part_of) TO ${literal(folder)}
     (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE ${Math.min(group, VECTOR_ROWS)}, PARTITION_BY (part), OVERWRITE_OR_IGNORE)`,
  );
  await connection.run('DROP TABLE part_of');
  const sorted: string[] = [];
  for (let part = 0; part <= Number(last.value(0, 0)); part++) {
    const [unsorted, path] = [join(folder, `part=${part}`), join(folder, `${part}.parquet`)];
    const rows = `SELECT ${columns} FROM read_parquet(${literal(join(unsorted, '*.parquet'))}, hive_partitioning = false)`;
    await connection.run(
      `COPY (${rows} ORDER BY ${order}) ${parquet(path, Math.min(group, VECTOR_ROWS), ', COMPRESSION uncompressed')}`,
    );
    await rm(unsorted, { recursive: true });
    sorted.push(literal(path));
  }
  await connection.run(`COPY (SELECT * FROM read_parquet([${sorted.join(', ')}])) ${parquet(to, group)}`);
}

function parquet(path: string, groupRows: number, more = ''): string {
  return `TO ${literal(path)} (FORMAT parquet, ROW_GROUP_SIZE ${groupRows}${more})`;
}

async function columnsOf(connection: DuckDBConnection, from: string): Promise<{ name: string; isText: boolean }[]> {
  const described = await connection.run(`SELECT * FROM (${from}) LIMIT 0`);
  const types = described.columnTypes();
  return described
    .columnNames()
    .map((name, i) => ({ name: identifier(name), isText: types[i]?.typeId === DuckDBTypeId.VARCHAR }));
}
