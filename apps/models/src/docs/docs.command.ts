import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command } from '../command';
import { readModelPages } from './model-page';
import { renderModelsDoc } from './models-doc';

const USAGE = `npm run models:docs

Writes docs/models.md from the manifests and cards of the models.
`;

/** Generates the report page. */
export const docsCommand: Command = {
  usage: USAGE,
  run: async (args, output) => {
    parseArgs({ args: [...args], options: {} });
    const pages = await readModelPages(resolve('models'));
    await writeFile(resolve('docs/models.md'), renderModelsDoc(pages));
    output.say(`docs/models.md: ${pages.length} models`);
    return 0;
  },
};
