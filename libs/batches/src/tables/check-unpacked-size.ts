import type { DuckDBConnection } from '@duckdb/node-api';
import { SluiceError } from '@sluice/contracts';
import type { ColumnMapping } from '../records/batch-manifest';
import type { PlanRequest } from './plan-request';
import { sourceOfFile } from './source-of-file';

/**
 * Bounds what the strings of Parquet files come to together when they are unpacked. The sizes in its footer are those of encoded pages: a dictionary of one long
 * text and ten million references to it are a few kilobytes there. DuckDB counts them without unpacking each.
 * @throws SluiceError INVALID_FILE
 */
export async function checkUnpackedSize(connection: DuckDBConnection, request: PlanRequest): Promise<void> {
  const { input, more, shape, mapping, maxBytes } = request;
  if (shape.format !== 'parquet') return;
  const source = sourceOfFile(input, shape, more);
  const columns = [...usedColumns(mapping)];
  const sizes = columns.map((column) => `coalesce(sum(strlen(${source.text(column)})), 0)::DOUBLE`);
  const sql = `SELECT ${sizes.join(' + ')} FROM (${source.sql()})`;
  const bytes = Number((await connection.runAndReadAll(sql)).value(0, 0));
  if (bytes <= maxBytes) return;
  throw unpacksTooFar(maxBytes);
}

export function unpacksTooFar(maxBytes: number): SluiceError {
  const detail = `The file unpacks to more than ${maxBytes} bytes. Split it, or raise MAX_UPLOAD_BYTES.`;
  return new SluiceError('INVALID_FILE', detail);
}

/** Columns of a file that a plan reads. */
export function usedColumns({ text, inputs, id, session, user, time, kept }: ColumnMapping): ReadonlySet<string> {
  const used = [text, ...inputs, id, session, user, time, ...(kept ?? [])];
  return new Set(used.filter((column) => column !== null));
}
