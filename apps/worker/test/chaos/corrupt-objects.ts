import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const PARQUET = ['plan-rows', 'plan-errors', 'rows', 'sessions', 'errors'];
const MAGIC = 'PAR1';

/** Objects in a folder of the store that are not whole: a table without its end, a record that is no JSON, an input that is cut. Reads files, not the store. */
export function corruptObjects(folder: string, inputBytes: number): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.scratch'))
    // Notes are taken away while others are looked at.
    .filter((path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true);
  return paths.filter((path) => {
    const bytes = contentOf(join(folder, path));
    if (bytes === null) return false;
    const name = basename(path);
    if (name === 'input') return bytes.length !== inputBytes;
    if (name === 'store-identity') return bytes.length !== 32;
    if (PARQUET.includes(name)) return bytes.length < 12 || bytes.subarray(-4).toString() !== MAGIC;
    return !isJson(bytes.toString());
  });
}

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
