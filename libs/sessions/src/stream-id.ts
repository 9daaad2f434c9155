const MS_DIGITS = 13;
const SEQUENCE_DIGITS = 10;

/** Id of an entry of the stream, padded so that ids as text lie in the order of the stream. "" stays "". */
export function paddedId(id: string): string {
  const [ms, sequence] = id.split('-');
  if (ms === undefined || sequence === undefined) return '';
  return `${ms.padStart(MS_DIGITS, '0')}-${sequence.padStart(SEQUENCE_DIGITS, '0')}`;
}

/** The id as Redis writes it. */
export function redisId(padded: string): string {
  return padded.split('-').map(Number).join('-');
}

/** When the entry was added, epoch milliseconds by the clock of Redis. */
export function timeOfId(id: string): number {
  return Number(id.split('-')[0]);
}
