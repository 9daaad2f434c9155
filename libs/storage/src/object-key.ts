import { SluiceError } from '@sluice/contracts';

/** Segments are our own: ids, numbers and fixed names. Anything else never reaches the file system. */
const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const KEY = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

/** Whether a name could be a segment of a key: a stray file of somebody else's could not. */
export function isSegment(name: string): boolean {
  return SEGMENT.test(name);
}

/** Returns the key when it fits the grammar of keys; throws INTERNAL otherwise, for no client chooses keys. */
export function checkedKey(key: string): string {
  if (key.length > 500 || !KEY.test(key)) throw new SluiceError('INTERNAL', 'An object key is malformed.');
  return key;
}
