import type { ObjectStore } from '@sluice/storage';
import type { BatchKeys } from './batch-keys';
import type { InputFile, InputShape } from './batch-manifest';

/** Paths on this machine of the files of an input: one, unless it came as several Parquet files. */
export async function inputFiles(
  store: ObjectStore,
  keys: BatchKeys,
  { format, parts = [] }: InputShape & InputFile,
): Promise<[string, ...string[]]> {
  const further: string[] = [];
  const files = format === 'parquet' ? parts.length : 1;
  for (let number = 2; number <= files; number++) further.push(await store.localPath(keys.inputFile(number)));
  return [await store.localPath(keys.input), ...further];
}
