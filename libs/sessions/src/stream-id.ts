const MS_DIGITS = 13;
const SEQUENCE_DIGITS = 10;

/** Id of an entry of the stream, padded so that ids as text lie in the order of the stream. "" stays "". */
export function paddedId(id: string): string {
  const [ms, sequence] = id.split('-');
  if (ms === undefined || sequence === undefined) return '';
  return `${ms.padStart(MS_DIGITS, '0')}-${sequence.padStart(SEQUENCE_DIGITS, '0')}`;
}

/** Its two numbers. */
export function partsOfId(id: string): [ms: number, sequence: number] {
  const [ms, sequence] = id.split('-');
  return [Number(ms), Number(sequence)];
}

/** A padded id of its two numbers. */
export function idOfParts(ms: number, sequence: number): string {
  return paddedId(`${ms}-${sequence}`);
}

/** The greatest id that an entry can have that was added at a time, epoch milliseconds. */
export function lastIdOf(ms: number): string {
  return idOfParts(ms, 10 ** SEQUENCE_DIGITS - 1);
}

/** The id as Redis writes it. */
export function redisId(padded: string): string {
  return partsOfId(padded).join('-');
}

/** When the entry was added, epoch milliseconds by the clock of Redis. */
export function timeOfId(id: string): number {
  return partsOfId(id)[0];
}
