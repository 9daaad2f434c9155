export const RECORDS = 'audit/records';
export const CHECKPOINTS = 'audit/checkpoints';

const PER_FOLDER = 1_000;
const FOLDER_DIGITS = 9;
const DIGITS = 12;

/** Folders of a thousand numbers, so that one list shows the end of a long chain. Digits are fixed: names sort as numbers do. */
export function folderOf(seq: number): string {
  return String(Math.floor(seq / PER_FOLDER)).padStart(FOLDER_DIGITS, '0');
}

export function nameOf(seq: number): string {
  return String(seq).padStart(DIGITS, '0');
}

/** Key of the block that begins with this record. */
export function blockKey(seq: number): string {
  return `${RECORDS}/${folderOf(seq)}/${nameOf(seq)}`;
}
