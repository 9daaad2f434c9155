import { stat } from 'node:fs/promises';
import type { InputFormat } from '../records/batch-manifest';
import { readHead } from './file-head';

const LINE_END = 0x0a;

/**
 * About how many records a text file has: the lines of its head, scaled to its size. A small file without line ends in its texts is counted exactly.
 */
export async function estimateRows(path: string, format: Exclude<InputFormat, 'parquet'>): Promise<number> {
  const [head, { size }] = await Promise.all([readHead(path), stat(path)]);
  const ends = head.reduce((count, byte) => count + Number(byte === LINE_END), 0);
  const lines = head.length === size && head.at(-1) !== LINE_END ? ends + 1 : ends;
  const rows = (Math.max(1, lines) * size) / Math.max(1, head.length);
  return Math.max(1, Math.round(rows) - (format === 'csv' ? 1 : 0));
}
