import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const DIST = join(ROOT, 'dist');

const STAMP = join(DIST, '.sources');
const FOLDERS = ['apps', 'libs', 'bench', 'examples'];
const SETTINGS = ['.swcrc', 'nest-cli.json', 'tsconfig.json', 'package-lock.json'];

/** Compiles to dist/ unless it already holds what these sources compile to. */
export function buildIfNeeded() {
  const sources = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return;
  const nest = join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  if (!existsSync(nest)) fail('The packages are not installed: run "npm ci" first.');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) fail(`The build failed:\n${stdout}${stderr}`);
  mkdirSync(DIST, { recursive: true });
  writeFileSync(STAMP, sources);
}

/** Ends the process with one message and the exit code of "cannot start". */
export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** Changes when a source is added, removed or written to. Takes a few milliseconds, because it reads no file. */
function fingerprint() {
  const files = FOLDERS.flatMap((folder) => {
    const names = existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder), { recursive: true }) : [];
    return names.filter((name) => /\.(ts|json)$/.test(name)).map((name) => join(folder, name));
  });
  const hash = createHash('sha256');
  for (const file of [...files, ...SETTINGS].sort()) {
    const { mtimeMs, size } = statSync(join(ROOT, file));
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}
