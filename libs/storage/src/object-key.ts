import { SluiceError } from '@sluice/contracts';

/** Segments are our own: ids, numbers and fixed names. Anything else never reaches the file system. */
const KEY = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

/** Returns the key when it fits the grammar of keys; throws INTERNAL otherwise, for no client chooses keys. */
export function checkedKey(key: string): string {
  if (key.length > 500 || !KEY.test(key)) throw new SluiceError('INTERNAL', 'An object key is malformed.');
  return key;
}
