import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const EXTENSION = /\.csv(\.gz)?$/;

export interface DataFile {
  /** Without folder and extension. */
  readonly name: string;
  readonly path: string;
}

/** The CSV files of a folder whose names fit one of the patterns, by name. `*` stands for anything. */
export async function findDataFiles(folder: string, patterns: readonly string[]): Promise<DataFile[]> {
  const fits = patterns.map(asExpression);
  const names = (await readdir(folder)).filter((name) => EXTENSION.test(name)).sort();
  return names
    .map((file) => ({ name: file.replace(EXTENSION, ''), path: join(folder, file) }))
    .filter(({ name }) => fits.some((fit) => fit.test(name)));
}

/** SHA-256 of the uncompressed bytes, in hex: the same for x.csv and x.csv.gz. */
export async function contentDigest({ path }: DataFile): Promise<string> {
  const hash = createHash('sha256');
  await (path.endsWith('.gz')
    ? pipeline(createReadStream(path), createGunzip(), hash)
    : pipeline(createReadStream(path), hash));
  return hash.digest('hex');
}

function asExpression(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w-]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}
