import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { BatchMode, InputFormat, RecordContent } from '../records/batch-manifest';
import { describeInput } from './describe-input';
import { DuckDb } from './duckdb';
import type { PlanRequest } from './plan-request';
import { readChunk, type ChunkRows } from './read-chunk';
import { literal } from './sql';
import { writePlan } from './write-plan';

export interface PlannedError {
  readonly line: number;
  readonly row: number;
  readonly code: string;
  readonly field: string | null;
}

export interface Planned {
  /** What the scoring step reads of the whole plan. */
  readonly rows: ChunkRows;
  readonly ids: readonly (string | null)[];
  readonly errors: readonly PlannedError[];
}

export interface PlanOptions {
  readonly format?: InputFormat;
  readonly mode?: BatchMode;
  readonly model?: RecordContent;
}

const TEXTS: RecordContent = { kind: 'text', max_text_length: 10_000 };

/** Plans files by the code of intake and worker, on a DuckDB and a folder of its own. */
export class Planner {
  private constructor(
    readonly folder: string,
    readonly duckdb: DuckDb,
  ) {}

  static async start(memoryLimitMb = 256): Promise<Planner> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-tables-'));
    return new Planner(folder, new DuckDb({ tempDirectory: join(folder, 'spill'), memoryLimitMb }));
  }

  async stop(): Promise<void> {
    await this.duckdb.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What a batch of this file would be asked to do; scratch files lie in the folder. */
  async request(content: string | Buffer, options: PlanOptions = {}): Promise<PlanRequest> {
    const { format = 'csv', mode = 'sessions', model = TEXTS } = options;
    const input = join(this.folder, 'input');
    await writeFile(input, content);
    const described = await describeInput(this.duckdb, input, format, {}, model);
    const files = { rows: join(this.folder, 'rows.parquet'), errors: join(this.folder, 'errors.parquet') };
    return { input, ...described, mode, content: model, maxRows: 1_000_000, maxBytes: 1_000_000_000, ...files };
  }

  async plan(content: string | Buffer, options: PlanOptions = {}): Promise<Planned> {
    const request = await this.request(content, options);
    return this.duckdb.exclusively(async (connection) => {
      const { accepted } = await writePlan(connection, request);
      const rows = await readChunk(connection, request.rows, [0, accepted], request.content);
      const ids = await records<{ id: string | null }>(connection, request.rows, 'id');
      const columns = 'line::DOUBLE AS line, "row"::DOUBLE AS "row", code, field';
      const errors = await records<PlannedError>(connection, request.errors, columns);
      return { rows, ids: ids.map(({ id }) => id), errors };
    });
  }
}

/** The caller knows the type of what it selects. */
async function records<T>(connection: DuckDBConnection, path: string, columns: string): Promise<T[]> {
  const reader = await connection.runAndReadAll(`SELECT ${columns} FROM read_parquet(${literal(path)})`);
  return reader.getRowObjectsJS() as T[];
}
