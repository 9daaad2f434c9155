import { SluiceError } from '@sluice/contracts';

/** What DuckDB or Node say when the disk is full. DuckDB calls it out of memory when what it would spill finds no room. */
const DISK_FULL =
  /no space left|ENOSPC|could not (write|read enough)|failed to (write|offload)|max_temp_directory_size/i;
const OUT_OF_MEMORY = /out of memory/i;

/**
 * Rows that are longer than the memory of DuckDB takes 2,048 of. Whoever else reads in the same process shares that memory: one failure alone does not tell that the
 * file is to blame, and it is worth trying again.
 */
export class RowsTooLong extends SluiceError {
  constructor(cause: unknown) {
    const detail =
      'The rows are too long to be read in the memory there is. Shorten them, keep fewer columns, or write Parquet with smaller pages.';
    super('INVALID_FILE', detail, { cause });
  }
}

/** The error that stands for a failure of DuckDB or the file system when there was no room for the work; null for any other. */
export function outOfRoom(cause: unknown): SluiceError | null {
  const said = String(cause);
  if (DISK_FULL.test(said)) {
    return new SluiceError('STORAGE_FULL', 'There is no room to read the file. It is tried again.', { cause });
  }
  return OUT_OF_MEMORY.test(said) ? new RowsTooLong(cause) : null;
}
