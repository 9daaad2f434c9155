import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelPages } from '../src/docs/model-page';
import { renderModelsDoc } from '../src/docs/models-doc';

const ROOT = join(__dirname, '../../..');

describe('docs/models.md', () => {
  it('is what npm run models:docs writes', async () => {
    const written = await readFile(join(ROOT, 'docs/models.md'), 'utf8');
    expect(written).toBe(renderModelsDoc(await readModelPages(join(ROOT, 'models'))));
  });

  it('has a section, its quality and its failures for every model', async () => {
    const pages = await readModelPages(join(ROOT, 'models'));
    const doc = renderModelsDoc(pages);
    for (const { manifest, summary, quality, failures } of pages) {
      expect(doc).toContain(`\n## ${manifest.name} ${manifest.version}\n`);
      expect([summary, quality, failures]).not.toContain('');
    }
  });
});
