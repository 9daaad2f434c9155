import { ulid } from 'ulid';

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A new id: 48 bits of time, 80 bits from the CSPRNG, not monotonic, so that no id tells its neighbour. */
export function newId(): string {
  return ulid();
}

export function isId(value: string): boolean {
  return ULID.test(value);
}

/** The tenant of everything until there are keys. */
export const LOCAL_TENANT = 'local';
