import { SluiceError } from '@sluice/contracts';
import type { InputFormat } from '@sluice/batches';
import type { Compression } from './decompress';

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
const COMPRESSED: ReadonlyMap<string, Compression> = new Map([
  ['gz', 'gzip'],
  ['zst', 'zstd'],
]);
const ENCODINGS: ReadonlyMap<string, Compression | null> = new Map([
  ['', null],
  ['identity', null],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['zstd', 'zstd'],
]);

export const RAW_TYPES = [...BY_TYPE.keys()];

/** Format of a file, and what it is compressed with; null: nothing. */
export interface FileFormat {
  readonly format: InputFormat;
  readonly compression: Compression | null;
}

/** Format of a body by its media type, parameters left out; undefined for any other type. */
export function formatOfType(contentType: string | undefined): InputFormat | undefined {
  return BY_TYPE.get((contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');
}

/**
 * What a raw body is compressed with, by its Content-Encoding.
 * @throws SluiceError UNSUPPORTED_MEDIA_TYPE
 */
export function compressionOf(contentEncoding: string | undefined): Compression | null {
  const compression = ENCODINGS.get((contentEncoding ?? '').trim().toLowerCase());
  if (compression !== undefined) return compression;
  throw new SluiceError('UNSUPPORTED_MEDIA_TYPE', 'A file may have the Content-Encoding gzip or zstd, or none.');
}

/**
 * Format of an uploaded file: by its own media type, else by the extension of its name, for most clients send application/octet-stream. Compressed is
 * what is called so: `chat.csv.gz`.
 * @throws SluiceError UNSUPPORTED_FILE
 */
export function formatOfFile(mediaType: string, fileName: string | undefined): FileFormat {
  const extensions = fileName?.toLowerCase().split('.') ?? [];
  const compression = COMPRESSED.get(extensions.at(-1) ?? '') ?? null;
  const format = formatOfType(mediaType) ?? BY_EXTENSION.get(extensions.at(compression === null ? -1 : -2) ?? '');
  if (format !== undefined) return { format, compression };
  throw new SluiceError(
    'UNSUPPORTED_FILE',
    'Send a file whose name ends in .csv, .tsv, .ndjson, .jsonl or .parquet, with .gz or .zst behind it when it is compressed.',
  );
}
