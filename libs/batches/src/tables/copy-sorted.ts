import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBTypeId, type DuckDBConnection } from '@duckdb/node-api';
import { copyInGroups, LONG_GROUP_BYTES } from './row-groups';
import { identifier, literal } from './sql';

/** Rows of one row group of a file that waits to be sorted: one vector of DuckDB. */
const WAITING_GROUP_ROWS = 2_048;
/** What is sorted at once when rows are long. */
const PART_BYTES = 32 * 2 ** 20;
/**
 * From this mean on rows are long. DuckDB's sort pins the blocks of 2,048 rows at a time, and those may lie in as many blocks of 256 KiB: measured, it ran out of
 * 192 MB with 600 MB of rows of 1,000 bytes, and not with rows of 600. Sorting in parts takes twice the time: thirty numbers, 264 bytes, should not pay for it.
 */
const LONG_ROW_BYTES = 384;
/** From this mean on 2,048 rows, which DuckDB hands on at once, are more than whoever reads them should have to hold. */
const HEAVY_MEAN_BYTES = 512;
/** A row that is alone as long as four of those. */
const HEAVY_ROW_BYTES = 2_048;
/** What heavy rows may hold together before they matter. */
const FEW_BYTES = 4 * 2 ** 20;
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
  if (!(await hasLongRows(connection, copy.from, bytes))) {
    await copyInGroups(connection, {
      sql: `SELECT * FROM (${copy.from}) ORDER BY ${copy.order}`,
      values: {},
      to: copy.to,
    });
    return;
  }
  const folder = `${copy.to}.parts`;
  try {
    await copyInParts(connection, copy, { folder, bytes, columns: columns.map(({ name }) => name).join(', ') });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a relation is to be sorted and handed on in parts. @param bytes SQL of the size of a row */
async function hasLongRows(connection: DuckDBConnection, from: string, bytes: string): Promise<boolean> {
  const sum = (rows: string): string => `coalesce(sum(size) FILTER (${rows}), 0)::DOUBLE`;
  const reader = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE, ${sum('true')}, ${sum(`size > ${HEAVY_ROW_BYTES}`)} FROM (SELECT ${bytes} AS size FROM (${from}))`,
  );
  const [rows, total, heavy] = [Number(reader.value(0, 0)), Number(reader.value(1, 0)), Number(reader.value(2, 0))];
  const mean = total / Math.max(1, rows);
  const isHeavy = heavy > FEW_BYTES || (total > FEW_BYTES && mean >= HEAVY_MEAN_BYTES);
  return isHeavy || (total > PART_BYTES && mean >= LONG_ROW_BYTES);
}

interface Parts {
  readonly folder: string;
  /** SQL of the size of a row. */
  readonly bytes: string;
  readonly columns: string;
}

/** Finds by the keys alone in which part of the sorted whole each row belongs, writes each row into its part, and sorts part by part. */
async function copyInParts(
  connection: DuckDBConnection,
  { from, order, to }: SortedCopy,
  { folder, bytes, columns }: Parts,
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
     (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE ${WAITING_GROUP_ROWS}, PARTITION_BY (part), OVERWRITE_OR_IGNORE)`,
  );
  await connection.run('DROP TABLE part_of');
  const sorted: string[] = [];
  for (let part = 0; part <= Number(last.value(0, 0)); part++) {
    const unsorted = join(folder, `part=${part}`);
    const rows = `SELECT ${columns} FROM read_parquet(${literal(join(unsorted, '*.parquet'))}, hive_partitioning = false)`;
    sorted.push(...(await sortIntoPieces(connection, `${rows} ORDER BY ${order}`, bytes, join(folder, String(part)))));
    await rm(unsorted, { recursive: true });
  }
  const whole = `SELECT ${columns} FROM read_parquet([${sorted.map(literal).join(', ')}], hive_partitioning = false)`;
  await copyInGroups(connection, { sql: whole, values: {}, to, isLong: true });
}

/** Writes a part in its order into files so small that each is handed on at once. @returns their paths, in order */
async function sortIntoPieces(
  connection: DuckDBConnection,
  sorted: string,
  bytes: string,
  folder: string,
): Promise<string[]> {
  await mkdir(folder);
  await connection.run(
    `COPY (SELECT *, (sum(${bytes}) OVER (ROWS UNBOUNDED PRECEDING) // ${LONG_GROUP_BYTES})::BIGINT AS piece FROM (${sorted}))
     TO ${literal(folder)} (FORMAT parquet, COMPRESSION uncompressed, PARTITION_BY (piece), OVERWRITE_OR_IGNORE)`,
  );
  const pieces = (await readdir(folder)).map((name) => Number(name.replace('piece=', '')));
  return pieces.sort((a, b) => a - b).map((piece) => join(folder, `piece=${piece}`, '*.parquet'));
}

async function columnsOf(connection: DuckDBConnection, from: string): Promise<{ name: string; isText: boolean }[]> {
  const described = await connection.run(`SELECT * FROM (${from}) LIMIT 0`);
  const types = described.columnTypes();
  return described
    .columnNames()
    .map((name, i) => ({ name: identifier(name), isText: types[i]?.typeId === DuckDBTypeId.VARCHAR }));
}
