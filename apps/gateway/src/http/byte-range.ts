import type { ByteRange } from '@sluice/storage';

/** `bytes=first-last`, `bytes=first-` or `bytes=-length`, in any case of the unit. */
const SINGLE_RANGE = /^bytes=\s*(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))\s*$/i;

/** What a Range header asks for, before the length is known. */
export type WantedRange = { readonly first: number; readonly last: number } | { readonly lastBytes: number };

/** null for what a server must or may ignore: several ranges, other units, anything malformed. */
export function wantedRange(header: string | undefined): WantedRange | null {
  const [, first, last = '', lastBytes] = SINGLE_RANGE.exec(header ?? '') ?? [];
  if (lastBytes !== undefined) return { lastBytes: Number(lastBytes) };
  if (first === undefined) return null;
  const range = { first: Number(first), last: last === '' ? Infinity : Number(last) };
  return range.last < range.first ? null : range;
}

/** The bytes that are meant of `length` bytes; null when there is none of them. */
export function rangeWithin(wanted: WantedRange, length: number): ByteRange | null {
  const first = 'lastBytes' in wanted ? Math.max(0, length - wanted.lastBytes) : wanted.first;
  const last = 'lastBytes' in wanted ? length - 1 : Math.min(wanted.last, length - 1);
  return first > last ? null : { first, last };
}
