import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Path of the compiled inference thread. Compiled code finds it beside itself. Tests run from the TypeScript sources, which a thread
 * cannot load, and take the one that `npm run build` made.
 */
export function threadEntry(): string {
  const compiled = __filename.endsWith('.js');
  const built = resolve(__dirname, '../../../../dist/libs/inference/src/threads');
  const entry = join(compiled ? __dirname : built, 'inference.thread.js');
  if (!existsSync(entry)) throw new Error('The compiled inference thread is missing: run `npm run build` first.');
  return entry;
}
