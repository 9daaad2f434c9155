import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Output } from '../command';
import { runProgram } from './run-program';

const NEEDED =
  'Python 3.11 or newer with venv is needed (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python). Name another one by --python.';

/**
 * A virtual environment that holds what the recipe requires: made once for each content of its requirements, whatever recipes share it.
 * @param folder in which environments are kept
 * @param recipe folder with requirements.txt
 * @returns absolute path of its Python
 * @throws Error that says what to install
 */
export async function openEnvironment(folder: string, recipe: string, python: string, output: Output): Promise<string> {
  const name = await fingerprint(join(recipe, 'requirements.txt'), python);
  const environment = join(folder, name);
  const own = join(environment, 'bin', 'python');
  if (await exists(join(environment, '.complete'))) return own;
  output.say(`making a virtual environment for ${basename(dirname(recipe))}: this takes minutes`);
  await rm(environment, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await runProgram(python, ['-m', 'venv', environment], recipe).catch((error: unknown) => {
    throw new Error(NEEDED, { cause: error });
  });
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', 'requirements.txt'];
  await runProgram(own, install, recipe).catch((error: unknown) => {
    throw new Error('The packages of requirements.txt could not be installed: the output above says why.', {
      cause: error,
    });
  });
  // Written last and whole: an environment without it was interrupted, and is made again.
  await writeFile(join(environment, '.making'), '');
  await rename(join(environment, '.making'), join(environment, '.complete'));
  return own;
}

/** Of the requirements, those that they include by -r, and the Python that they are for. */
async function fingerprint(requirements: string, python: string): Promise<string> {
  const hash = createHash('sha256').update(python);
  for (const text of await readRequirements(requirements)) hash.update('\0').update(text);
  return hash.digest('hex').slice(0, 16);
}

async function readRequirements(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error('The recipe has no requirements.txt, or includes one that is not there.', { cause: error });
  });
  const included = Array.from(text.matchAll(/^-r\s+(\S+)/gm), ([, name = '']) => join(dirname(path), name));
  return [text, ...(await Promise.all(included.map(readRequirements))).flat()];
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
