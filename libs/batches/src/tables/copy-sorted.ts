import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBTypeId, type DuckDBConnection } from '@duckdb/node-api';
import { identifier, literal } from './sql';

/** Rows of one Parquet row group: about a chunk, so that reading a chunk skips the rest. Fewer of long rows, down to one vector of DuckDB. */
const MOST_GROUP_ROWS = 16_384;
const LEAST_GROUP_ROWS = 2_048;
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
  const groupRows = Math.floor(GROUP_BYTES / mean / LEAST_GROUP_ROWS) * LEAST_GROUP_ROWS;
  const group = Math.min(MOST_GROUP_ROWS, Math.max(LEAST_GROUP_ROWS, groupRows));
  if (mean < LONG_ROW_BYTES || total <= PART_BYTES) {
    await connection.run(`COPY (SELECT * FROM (${copy.from}) ORDER BY ${copy.order}) ${parquet(copy.to, group)}`);
    return;
  }
  const folder = `${copy.to}.parts`;
  try {
    await copyInParts(connection, copy, { folder, bytes, group, columns: columns.map(({ name }) => name).join(', ') });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Parts {
  readonly folder: string;
  /** SQL of the size of a row. */
  readonly bytes: string;
  readonly group: number;
  readonly columns: string;
}

/** Finds by the keys alone in which part of the sorted whole each row belongs, writes each row into its part, and sorts part by part. */
async function copyInParts(
  connection: DuckDBConnection,
  { from, order, to }: SortedCopy,
  { folder, bytes, group, columns }: Parts,
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE part_of AS SELECT part FROM (
      SELECT place, (sum(bytes) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) // ${PART_BYTES})::BIGINT AS part
      FROM (SELECT *, row_number() OVER () AS place, ${bytes} AS bytes FROM (${from}))
    ) ORDER BY place`);
  const last = await connection.runAndReadAll('SELECT max(part)::DOUBLE FROM part_of');
  await mkdir(folder);
  await connection.run(`SET partitioned_write_flush_threshold = ${HELD_ROWS}`);
  await connection.run(
    `COPY (SELECT * FROM (${from}) POSITIONAL JOIN part_of) TO ${literal(folder)}
     (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE ${LEAST_GROUP_ROWS}, PARTITION_BY (part), OVERWRITE_OR_IGNORE)`,
  );
  await connection.run('DROP TABLE part_of');
  const sorted: string[] = [];
  for (let part = 0; part <= Number(last.value(0, 0)); part++) {
    const [unsorted, path] = [join(folder, `part=${part}`), join(folder, `${part}.parquet`)];
    const rows = `SELECT ${columns} FROM read_parquet(${literal(join(unsorted, '*.parquet'))}, hive_partitioning = false)`;
    await connection.run(
      `COPY (${rows} ORDER BY ${order}) ${parquet(path, LEAST_GROUP_ROWS, ', COMPRESSION uncompressed')}`,
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
