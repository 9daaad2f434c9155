import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { discoverVersions, isVersion } from '@sluice/inference';
import type { Command } from '../command';
import { modelVersion } from '../model-version';
import { openEnvironment } from './python-environment';
import { runProgram } from './run-program';

const USAGE = `npm run models:train -- NAME[@VERSION] --data DIR [flags] [-- flags of the recipe]

Makes a virtual environment for the recipe models/<name>/train and runs it. The environment stays in .data/venvs and is used again while the
recipe's requirements are the same. Needs Python 3.11 with venv, and the network on the first run.

  --data DIR         folder with the data files that the recipe names; it says where they are published
  --out DIR          folder of the version to write; models/<name>/<version> by default, with the newest version there is
  --python PROGRAM   Python to make the environment with; python3 by default
`;

/** Rebuilds a model by its recipe. */
export const trainCommand: Command = {
  usage: USAGE,
  run: async (args, output) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { data: { type: 'string' }, out: { type: 'string' }, python: { type: 'string', default: 'python3' } },
    });
    const [name, ...more] = positionals;
    const { model = '', version } = modelVersion(name);
    const recipe = await findRecipe(model);
    const data = await checkData(values.data, model);
    const target = values.out === undefined ? await versionFolder(model, version) : ['--out', resolve(values.out)];
    const python = await openEnvironment(resolve('.data/venvs'), recipe, values.python, output);
    output.say(`training ${model}`);
    await runProgram(python, ['train.py', '--data', data, ...target, ...more], recipe);
    output.say(`Now check it: npm run models:verify -- ${model}`);
    return 0;
  },
};

/** @returns absolute path of the recipe's folder */
async function findRecipe(model: string): Promise<string> {
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(model)) throw new Error(`Name a model.\n\n${USAGE}`);
  const recipe = resolve('models', model, 'train');
  if (await isFile(join(recipe, 'train.py'))) return recipe;
  throw new Error(`models/${model}/train has no train.py: name a model that has a recipe.`);
}

async function checkData(data: string | undefined, model: string): Promise<string> {
  if (data === undefined) {
    throw new Error(
      `Name the folder with the data files by --data. models/${model}/train/README.md says which it needs and where they are published.`,
    );
  }
  const found = await stat(data).catch(() => null);
  if (!found?.isDirectory()) throw new Error('--data names no folder.');
  return resolve(data);
}

/** The arguments of a recipe that say which version to write, into the models folder. */
async function versionFolder(model: string, wanted: string | undefined): Promise<string[]> {
  const newest = (await discoverVersions(resolve('models'))).get(model)?.[0]?.version;
  const version = wanted ?? newest ?? '1.0.0';
  if (!isVersion(version)) throw new Error('The version must be a semantic version such as 1.0.0.');
  return ['--out', resolve('models', model, version), '--version', version];
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}
