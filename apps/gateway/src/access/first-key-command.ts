import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '@sluice/platform';

/** The command that makes the first key of this system, to be pasted into a shell in the folder of Sluice. */
export function firstKeyCommand({ dataDir, blobUrl }: Pick<Config, 'dataDir' | 'blobUrl'>): string {
  const isOwnStore = blobUrl === pathToFileURL(join(dataDir, 'store')).href;
  const settings = [
    ...(dataDir === resolve('.data') ? [] : [`DATA_DIR=${shellQuoted(dataDir)}`]),
    ...(isOwnStore ? [] : [`BLOB_URL=${shellQuoted(blobUrl)}`]),
  ];
  return [...settings, 'npm run keys -- create --role admin --name admin'].join(' ');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
