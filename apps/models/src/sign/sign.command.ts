import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { discoverVersions, signVersion } from '@sluice/inference';
import type { Command } from '../command';
import { modelVersion } from '../model-version';

const USAGE = `npm run models:sign -- [NAME[@VERSION] …] --key FILE [flags]

Writes the file "signature" into version folders, of all models unless some are named: gateways and workers with MODEL_PUBLIC_KEY_FILE load no
other. Sign before models:push, for what is published never changes.

  --key FILE         Ed25519 private key in PEM: openssl genpkey -algorithm ed25519 -out FILE
  --models DIR       models folder; "models" by default
`;

/** Prints one line for each version. */
export const signCommand: Command = {
  usage: USAGE,
  run: async (args, output) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { models: { type: 'string', default: 'models' }, key: { type: 'string' } },
    });
    const key = await privateKey(values.key);
    const all = [...(await discoverVersions(resolve(values.models))).values()].flat();
    const wanted = positionals.map(modelVersion);
    const chosen = all.filter(({ name, version }) =>
      wanted.some((one) => one.model === name && (one.version ?? version) === version),
    );
    const folders = wanted.length === 0 ? all : chosen;
    if (folders.length === 0) throw new Error(`There is no such version in ${values.models}.`);
    for (const folder of folders) {
      await signVersion(folder, key);
      output.print(`signed  ${folder.name} ${folder.version}\n`);
    }
    return 0;
  },
};

async function privateKey(file: string | undefined): Promise<KeyObject> {
  if (file === undefined) throw new Error('--key names the file with the private key. See --help.');
  const key = createPrivateKey(await readFile(file));
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new Error('--key takes an Ed25519 private key: openssl genpkey -algorithm ed25519 -out FILE');
}
