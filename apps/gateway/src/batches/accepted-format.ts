import { SluiceError } from '@sluice/contracts';
import { RESULT_FORMATS, type ResultFormat } from '@sluice/batches';

export const CONTENT_TYPES: Readonly<Record<ResultFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

const JSON_NAMES = ['application/json', 'application/*', '*/*'] as const;
/** What a format may be called in Accept: its own type first, then what takes it among others. Many clients ask every API for application/json. */
const NAMES: Readonly<Record<ResultFormat, readonly [string, ...string[]]>> = {
  csv: ['text/csv', 'text/*', '*/*'],
  ndjson: ['application/x-ndjson', ...JSON_NAMES],
  parquet: ['application/vnd.apache.parquet', 'application/*', '*/*'],
};

interface Wish {
  readonly quality: number;
  /** Place in the header. */
  readonly place: number;
}
type Wishes = ReadonlyMap<string, Wish>;

/**
 * The format of results that an Accept header prefers (RFC 9110, 12.5.1): of the highest quality, then what comes first. NDJSON where anything will do.
 * @throws SluiceError NOT_ACCEPTABLE
 */
export function acceptedFormat(accept: string | undefined): ResultFormat {
  if (accept === undefined || accept.trim() === '') return 'ndjson';
  const wishes = wishesOf(accept);
  const format = preferred((each) => wishFor(wishes, NAMES[each]));
  if (format !== undefined) return format;
  throw new SluiceError(
    'NOT_ACCEPTABLE',
    'Results come as text/csv, application/x-ndjson or application/vnd.apache.parquet.',
  );
}

/** The format of results that an Accept header asks for by its name, and not after JSON; undefined: something else is wanted. */
export function namedFormat(accept = ''): ResultFormat | undefined {
  const wishes = wishesOf(accept);
  const json = wishFor(wishes, JSON_NAMES)?.quality ?? 0;
  return preferred((format) => {
    const wish = wishes.get(NAMES[format][0]);
    return wish !== undefined && wish.quality >= json ? wish : undefined;
  });
}

function preferred(wishOf: (format: ResultFormat) => Wish | undefined): ResultFormat | undefined {
  return RESULT_FORMATS.map((format) => ({ format, quality: 0, place: 0, ...wishOf(format) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.place - b.place)[0]?.format;
}

/** The most precise name counts, whatever the others say. */
function wishFor(wishes: Wishes, names: readonly string[]): Wish | undefined {
  const name = names.find((each) => wishes.has(each));
  return name === undefined ? undefined : wishes.get(name);
}

function wishesOf(accept: string): Wishes {
  return new Map(
    accept.split(',').map((part, place) => {
      const type = part.split(';', 1)[0]?.trim().toLowerCase() ?? '';
      return [type, { quality: qualityOf(part), place }];
    }),
  );
}

function qualityOf(part: string): number {
  const value = /;\s*q=([0-9.]+)/i.exec(part)?.[1];
  return value === undefined ? 1 : Number(value);
}
