import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { goldenInstances } from '../models/golden-instances';

/** The tabular model of the batch: 30 numbers a row. */
export const TABULAR = { name: 'fraud', version: '1.0.0' } as const;

/** The instances that ship with the model, over and over. */
export function transactions(rows: number): Readonly<Record<string, unknown>>[] {
  const golden = goldenInstances(`${TABULAR.name}/${TABULAR.version}`);
  return Array.from({ length: rows }, (_, i) => golden[i % golden.length] ?? {});
}

export async function writeTransactions(rows: number, file: string): Promise<void> {
  const all = transactions(rows);
  const columns = [...new Set(all.slice(0, 1_000).flatMap(Object.keys))];
  const lines = function* (): Generator<string> {
    yield `${columns.join(',')}\n`;
    for (const row of all) yield `${columns.map((column) => cell(row[column])).join(',')}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(file, { flags: 'wx' }));
}

/** Of numbers, booleans and plain words. */
function cell(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value).replaceAll('"', '');
}
