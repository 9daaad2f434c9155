// Builds if needed, then runs the compiled form of one TypeScript file: node scripts/run.mjs examples/demo.ts [arguments]
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfNeeded, DIST, fail, ROOT } from './build.mjs';

const source = process.argv[2] ?? fail('Name a TypeScript file: node scripts/run.mjs examples/demo.ts');
buildIfNeeded();
const compiled = join(DIST, relative(ROOT, resolve(source)).replace(/\.ts$/, '.js'));
if (!existsSync(compiled)) fail('This file is not among the compiled sources (apps, libs, bench, examples).');
// The program sees itself and its own arguments, as if node had been called with it.
process.argv.splice(1, 2, compiled);
await import(pathToFileURL(compiled).href);
