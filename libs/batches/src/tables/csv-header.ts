import { SluiceError } from '@sluice/contracts';
import { HEAD_BYTES } from './file-head';

export const MAX_COLUMNS = 512;
const DELIMITERS = [',', ';', '\t', '|'] as const;

export interface CsvHeader {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

/**
 * Reads the header record. The delimiter is the one that gives most of the wanted columns, and among several the one that gives most columns: a
 * header is all there is to go by before the file is read, and data cells may hold anything.
 * @param head first bytes of the file, up to HEAD_BYTES
 * @throws SluiceError EMPTY_FILE, INVALID_FILE
 */
export function readCsvHeader(head: Buffer, wantedColumns: readonly string[]): CsvHeader {
  const text = head.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '')
    throw new SluiceError('EMPTY_FILE', 'The file is empty. Send a header and at least one record.');
  const candidates = DELIMITERS.map((delimiter) => ({ delimiter, ...headerFields(text, delimiter) }));
  const wanted = new Set(wantedColumns);
  const rank = ({ columns }: CsvHeader): number =>
    columns.filter((name) => wanted.has(name)).length * 1_000_000 + columns.length;
  const best = candidates.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  checkHeader(best.columns, head.length);
  if (head.length < HEAD_BYTES && text.slice(best.length).trim() === '') {
    throw new SluiceError('EMPTY_FILE', 'The file has a header and no records. Send at least one record.');
  }
  return { delimiter: best.delimiter, columns: best.columns };
}

function checkHeader(columns: readonly string[], headBytes: number): void {
  if (columns.length > MAX_COLUMNS) {
    throw new SluiceError(
      'INVALID_FILE',
      `The header has more than ${MAX_COLUMNS} columns. Send only those that are needed.`,
    );
  }
  if (columns.length === 0) {
    const reason = headBytes >= HEAD_BYTES ? 'is longer than 64 kB' : 'has a quote that is never closed';
    throw new SluiceError('INVALID_FILE', `The header ${reason}. Send a CSV file whose first line names its columns.`);
  }
}

interface Fields {
  readonly columns: readonly string[];
  /** Characters up to the end of the record. */
  readonly length: number;
}

/** Fields of the first record; none when it does not end within the head. */
function headerFields(text: string, delimiter: string): Fields {
  const columns: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length && columns.length <= MAX_COLUMNS; i++) {
    const char = text.charAt(i);
    if (quoted) {
      if (char !== '"') field += char;
      else if (text.charAt(i + 1) === '"') field += text.charAt(i++);
      else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === delimiter) {
      columns.push(field.trim());
      field = '';
    } else if (char === '\n' || char === '\r') return { columns: [...columns, field.trim()], length: i };
    else field += char;
  }
  if (columns.length > MAX_COLUMNS) return { columns, length: text.length };
  const ends = !quoted && text.length < HEAD_BYTES - 4;
  return { columns: ends ? [...columns, field.trim()] : [], length: text.length };
}
