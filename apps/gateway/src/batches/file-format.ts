import { SluiceError } from '@sluice/contracts';
import type { InputFormat } from '@sluice/batches';

// Maps: a client may name whatever an object inherits.
const BY_TYPE: ReadonlyMap<string, InputFormat> = new Map([
  ['text/csv', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['application/vnd.apache.parquet', 'parquet'],
]);
const BY_EXTENSION: ReadonlyMap<string, InputFormat> = new Map([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['ndjson', 'ndjson'],
  ['jsonl', 'ndjson'],
  ['parquet', 'parquet'],
]);

export const RAW_TYPES = [...BY_TYPE.keys()];

/** Format of a body by its media type, parameters left out; undefined for any other type. */
export function formatOfType(contentType: string | undefined): InputFormat | undefined {
  return BY_TYPE.get((contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');
}

/**
 * Format of an uploaded file: by its own media type, else by the extension of its name, for most clients send application/octet-stream.
 * @throws SluiceError UNSUPPORTED_FILE
 */
export function formatOfFile(mediaType: string, fileName: string | undefined): InputFormat {
  const format = formatOfType(mediaType) ?? BY_EXTENSION.get(fileName?.split('.').at(-1)?.toLowerCase() ?? '');
  if (format !== undefined) return format;
  throw new SluiceError('UNSUPPORTED_FILE', 'Send a file whose name ends in .csv, .tsv, .ndjson, .jsonl or .parquet.');
}
