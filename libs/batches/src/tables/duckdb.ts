import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

export interface DuckDbOptions {
  /** Folder for what does not fit the memory limit. */
  readonly tempDirectory: string;
  readonly memoryLimitMb: number;
}

/**
 * One embedded DuckDB per process, opened on first use: one thread and a memory limit, spilling to disk past it. It reads and writes only
 * files that we name, loads no extensions and shares nothing between connections but its memory.
 */
export class DuckDb {
  private instance: Promise<DuckDBInstance> | null = null;
  private last: Promise<unknown> = Promise.resolve();
  /** Of this instance alone: DuckDB gives its spill files the same names in every process and locks none. */
  private readonly spill: string;

  constructor(private readonly options: DuckDbOptions) {
    this.spill = join(options.tempDirectory, `${process.pid}-${randomBytes(6).toString('hex')}`);
  }

  /** Runs `work` on a connection of its own, which is closed afterwards with its temporary tables. */
  async connect<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.openConnection();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  /** Like connect, for results that are passed on while they come: the connection closes with the iteration. */
  async *stream<T>(work: (connection: DuckDBConnection) => AsyncIterable<T>): AsyncGenerator<T> {
    const connection = await this.openConnection();
    try {
      yield* work(connection);
    } finally {
      connection.closeSync();
    }
  }

  /** Like connect, but one at a time: for work that sorts whole files, so that two never share the memory limit. */
  exclusively<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const result = this.last.then(() => this.connect(work));
    this.last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.last;
    if (this.instance !== null) (await this.instance).closeSync();
    this.instance = null;
    await rm(this.spill, { recursive: true, force: true });
  }

  private async openConnection(): Promise<DuckDBConnection> {
    this.instance ??= this.open();
    const connection = await (await this.instance).connect();
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  }

  private async open(): Promise<DuckDBInstance> {
    // DuckDB makes the last folder of the path itself, but no others.
    await mkdir(this.options.tempDirectory, { recursive: true });
    return DuckDBInstance.create(':memory:', {
      // Every range of every file is read once: keeping it would only fill the memory limit.
      enable_external_file_cache: 'false',
      threads: '1',
      memory_limit: `${this.options.memoryLimitMb}MB`,
      temp_directory: this.spill,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      preserve_insertion_order: 'true',
    });
  }
}
