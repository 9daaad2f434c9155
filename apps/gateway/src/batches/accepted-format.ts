import { SluiceError } from '@sluice/contracts';
import type { ResultFormat } from '@sluice/batches';
import { formatOfType } from './file-format';

export const CONTENT_TYPES: Readonly<Record<ResultFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

/**
 * The format that an Accept header asks for: the first that we have, by quality. NDJSON where anything will do.
 * @throws SluiceError NOT_ACCEPTABLE
 */
export function acceptedFormat(accept: string | undefined): ResultFormat {
  if (accept === undefined || accept.trim() === '') return 'ndjson';
  const wanted = accept
    .split(',')
    .map((part) => ({ type: part.split(';', 1)[0]?.trim().toLowerCase() ?? '', quality: qualityOf(part) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of wanted) {
    const format = formatOfType(type);
    if (format !== undefined) return format;
    if (['*/*', 'application/*', 'application/json'].includes(type)) return 'ndjson';
  }
  throw new SluiceError(
    'NOT_ACCEPTABLE',
    'Results come as text/csv, application/x-ndjson or application/vnd.apache.parquet.',
  );
}

function qualityOf(part: string): number {
  const value = /;\s*q=([0-9.]+)/i.exec(part)?.[1];
  return value === undefined ? 1 : Number(value);
}
