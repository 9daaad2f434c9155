import type { Share } from './shares-of';

/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * The version for a key: the same at every call, in every process and at every revision, as long as the shares stay. Keys are spread over
 * [0, 100) by their hash alone, so a larger canary keeps the sessions that it had.
 * @param key id of the session, else of the user, else of the request
 * @param shares at least one; percents sum to 100
 */
export function chooseShare(model: string, key: string, shares: readonly Share[]): string {
  const place = placeOf(model, key);
  let end = 0;
  for (const { version, percent } of shares) {
    end += percent;
    if (place < end) return version;
  }
  // Sums of fractions may end just below 100.
  return shares.findLast(({ percent }) => percent > 0)?.version ?? '';
}

/** In [0, 100). */
function placeOf(model: string, key: string): number {
  const hash = fnv1a(key, fnv1a(`${model}/`, OFFSET_BASIS));
  return (mixed(hash) / 2 ** 32) * 100;
}

function fnv1a(text: string, start: number): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash;
}

/** The finaliser of MurmurHash3 (Appleby): FNV alone leaves the high bits of ids that end alike close together. */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
