import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { discoverVersions, PublishedVersions, verifyVersion, type VersionFolder } from '@sluice/inference';
import { loadConfig } from '@sluice/platform';
import { openStore } from '@sluice/storage';
import type { Command } from '../command';
import { modelVersion } from '../model-version';

const USAGE = `npm run models:push -- NAME[@VERSION] [flags]

Publishes a version (the newest, unless one is named) in the object store: it is verified, then copied to models/<name>/<version>/, its manifest last.
Every gateway and worker on that store finds it there: POST /models/reload on one of them, or a rollout that names it. What is
published never changes.

  --models DIR       models folder; "models" by default
The store is that of BLOB_URL, else the folder "store" under DATA_DIR.
`;

/** Prints what was published. */
export const pushCommand: Command = {
  usage: USAGE,
  run: async (args, output) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { models: { type: 'string', default: 'models' } },
    });
    const folder = await chosen(resolve(values.models), positionals);
    const { reason } = await verifyVersion(folder.dir);
    if (reason !== null)
      throw new Error(`${folder.name} ${folder.version} cannot be used, so it is not published: ${reason}`);
    const isNew = await new PublishedVersions(await openStore(loadConfig())).publish(folder);
    output.print(
      `${folder.name} ${folder.version} ${isNew ? 'is published' : 'was published already, with the same files'}\n`,
    );
    return 0;
  },
};

/** @throws Error that says what there is */
async function chosen(modelsDir: string, wanted: readonly string[]): Promise<VersionFolder> {
  const { model = '', version } = modelVersion(wanted[0]);
  if (wanted.length !== 1 || model === '') throw new Error('Name one model, or one version of it: NAME@VERSION.');
  const families = await discoverVersions(modelsDir);
  const versions = families.get(model);
  if (!versions) throw new Error(`There is no such model. There are ${[...families.keys()].join(', ')}.`);
  const found = versions.find((folder) => version === undefined || folder.version === version);
  if (found) return found;
  throw new Error(`${model} has no such version. There are ${versions.map((folder) => folder.version).join(', ')}.`);
}
