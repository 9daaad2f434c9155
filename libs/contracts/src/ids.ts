import { createHash, randomFillSync } from 'node:crypto';

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/** Crockford's base 32. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;

/** Random bytes are drawn for many ids at once: a call of the CSPRNG for every digit cost 31 µs an id, this 0.1 µs. */
const pool = new Uint8Array(RANDOM_DIGITS * 256);
let used = pool.length;
let stampedMs = -1;
let stamp = '';

/** A new ULID: 48 bits of time, 80 bits from the CSPRNG, not monotonic, so that no id tells its neighbour. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let id = timeStamp();
  for (const end = used + RANDOM_DIGITS; used < end; used++) id += DIGITS.charAt((pool[used] ?? 0) & 31);
  return id;
}

export function isId(value: string): boolean {
  return ULID.test(value);
}

/** The ULID that follows from a time, epoch milliseconds, and what it names: who derives it again comes to the same one. */
export function derivedId(atMs: number, ...parts: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return timeDigits(atMs) + Array.from(hash.subarray(0, RANDOM_DIGITS), (byte) => DIGITS.charAt(byte & 31)).join('');
}

/** No id that was made at that time, epoch milliseconds, or later sorts before it. */
export function earliestId(atMs: number): string {
  return timeDigits(atMs) + '0'.repeat(RANDOM_DIGITS);
}

/** Digits of the current millisecond, made once for all ids of that millisecond. */
function timeStamp(): string {
  const nowMs = Date.now();
  if (nowMs === stampedMs) return stamp;
  stampedMs = nowMs;
  stamp = timeDigits(nowMs);
  return stamp;
}

function timeDigits(atMs: number): string {
  let digits = '';
  for (let rest = atMs; digits.length < TIME_DIGITS; rest = Math.floor(rest / 32))
    digits = DIGITS.charAt(rest % 32) + digits;
  return digits;
}

/** The tenant of everything until there are keys, and of keys that name none. */
export const LOCAL_TENANT = 'local';
