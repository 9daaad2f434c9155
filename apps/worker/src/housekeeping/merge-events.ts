import { mergeSessionRows } from '@sluice/batches';
import { EventFiles, type EventFile } from '@sluice/sessions';
import type { WorkerResources } from '../worker-resources';

/** A file whose rows take so much is left alone. It is what one flush writes at most: more at once would not fit the memory of DuckDB. */
const LARGE_BYTES = 16 * 1024 * 1024;
/** What came in an hour is flushed within seconds; by then at the latest. */
const SETTLED_AFTER_MS = 600_000;

/**
 * Makes few files of the many that an hour of flushes leaves: a job opens every file of the time of its session. Written first, deleted then: a death in between
 * leaves rows twice, which readers count once and the next round merges.
 */
export class MergeEvents {
  private readonly files: EventFiles;

  constructor(
    private readonly resources: Pick<WorkerResources, 'store' | 'duckdb'>,
    private readonly now: () => number = Date.now,
  ) {
    this.files = new EventFiles(resources.store);
  }

  /** @returns how many files were merged into others */
  async execute(): Promise<number> {
    let merged = 0;
    for await (const files of this.files.hoursBefore(this.now() - SETTLED_AFTER_MS)) {
      for (const group of groupsOf(files)) merged += await this.merge(group);
    }
    return merged;
  }

  private async merge(files: readonly EventFile[]): Promise<number> {
    const { store, duckdb } = this.resources;
    const paths = await Promise.all(files.map(({ key }) => store.localPath(key)));
    const path = await store.scratchPath();
    await duckdb.exclusively((connection) => mergeSessionRows(connection, paths, path));
    await store.putFile(this.files.keyOfMerged(files), path);
    for (const { key } of files) await store.delete(key);
    return files.length;
  }
}

/** Neighbours, none of them large, as many as make a large one. */
function groupsOf(files: readonly EventFile[]): EventFile[][] {
  const groups: EventFile[][] = [[]];
  let bytes = 0;
  for (const file of files.filter((one) => one.bytes < LARGE_BYTES)) {
    groups.at(-1)?.push(file);
    bytes += file.bytes;
    if (bytes < LARGE_BYTES) continue;
    groups.push([]);
    bytes = 0;
  }
  return groups.filter(({ length }) => length > 1);
}
