import type { DuckDBConnection } from '@duckdb/node-api';
import { SluiceError } from '@sluice/contracts';
import type { ColumnMapping, InputFormat } from '../records/batch-manifest';
import type { DuckDb } from './duckdb';
import { errorMessageSql } from './error-messages';
import { interruptible } from './interruptible';
import { literal } from './sql';
import type { PlanRequest } from './plan-request';
import { writePlan } from './write-plan';

const FIRST_ERRORS = 100;
const ROLES = ['text', 'id', 'session', 'user', 'time'] as const satisfies readonly (keyof ColumnMapping)[];

export interface PreviewColumn {
  readonly name: string;
  /** SQL type that the values read as: VARCHAR, BIGINT, DOUBLE, TIMESTAMP, … */
  readonly type: string;
  readonly role: (typeof ROLES)[number] | 'input' | null;
}

export interface PreviewError {
  readonly line: number;
  readonly row: number;
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
}

/** What a batch would find in a file. */
export interface FilePreview {
  readonly format: InputFormat;
  readonly delimiter: string | null;
  readonly mode: PlanRequest['mode'];
  readonly columns: readonly PreviewColumn[];
  /** Inputs of a tabular model that the file has no column for (of NDJSON: that its first records lack): what the manifest gives for a missing value stands in. */
  readonly missing_columns: readonly string[];
  readonly row_estimate: number;
  readonly exact: boolean;
  readonly bad_rows: number;
  /** The first 100. */
  readonly errors: readonly PreviewError[];
}

/**
 * Reads a file by the same code as a plan, into scratch files that the caller removes.
 * @param hasLeft whether whoever asked has gone: then the work is broken off, for others wait for their turn
 * @throws SluiceError as writePlan; BAD_REQUEST when it was broken off
 */
export async function previewFile(
  duckdb: DuckDb,
  request: PlanRequest,
  hasLeft: () => boolean = () => false,
): Promise<FilePreview> {
  return duckdb.exclusively(async (connection) => {
    const look = (): Promise<boolean> => Promise.resolve(hasLeft());
    const preview = hasLeft() ? null : await interruptible(connection, look, () => read(duckdb, connection, request));
    if (preview !== null) return preview;
    throw new SluiceError('BAD_REQUEST', 'The connection was closed before the file was read. Send it again.');
  });
}

async function read(duckdb: DuckDb, connection: DuckDBConnection, request: PlanRequest): Promise<FilePreview> {
  const { accepted, rejected } = await writePlan(connection, request);
  const reader = await connection.runAndReadAll(
    `SELECT line::DOUBLE AS line, "row"::DOUBLE AS "row", code, field, ${errorMessageSql()} AS message
     FROM read_parquet(${literal(request.errors)}) ORDER BY "row" LIMIT ${FIRST_ERRORS}`,
  );
  const { format, delimiter, columns } = request.shape;
  const types = await columnTypes(duckdb, request);
  return {
    format,
    delimiter,
    mode: request.mode,
    columns: columns.map((name, i) => ({ name, type: types[i] ?? 'VARCHAR', role: roleOf(name, request.mapping) })),
    missing_columns: missingColumns(request),
    row_estimate: accepted + rejected,
    exact: true,
    bad_rows: rejected,
    // The columns follow from the query.
    errors: reader.getRowObjectsJS() as unknown as PreviewError[],
  };
}

function roleOf(name: string, mapping: ColumnMapping): PreviewColumn['role'] {
  return mapping.inputs.includes(name) ? 'input' : (ROLES.find((role) => mapping[role] === name) ?? null);
}

function missingColumns({ content, shape }: PlanRequest): string[] {
  const inputs = content.kind === 'tabular' ? content.inputs : [];
  return inputs.map(({ name }) => name).filter((name) => !shape.columns.includes(name));
}

/** Types that DuckDB reads the first records as; empty where it cannot tell. */
async function columnTypes(duckdb: DuckDb, { input, shape }: PlanRequest): Promise<string[]> {
  const readers = {
    csv: `read_csv(${literal(input)}, delim = ${literal(shape.delimiter ?? ',')}, quote = '"', header = true, ignore_errors = true)`,
    ndjson: `read_json(${literal(input)}, format = 'newline_delimited', ignore_errors = true)`,
    parquet: `read_parquet(${literal(input)})`,
  };
  try {
    return await duckdb.connect(async (connection) => {
      const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${readers[shape.format]}`);
      return (described.getColumnsJS()[1] ?? []).map(String);
    });
  } catch {
    return [];
  }
}
