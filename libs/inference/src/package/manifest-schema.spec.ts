import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_SCHEMA } from './manifest-schema';
import { validateManifest } from './validate-manifest';

const MODELS = join(__dirname, '../../../../models');
const read = (path: string): unknown => JSON.parse(readFileSync(join(MODELS, path), 'utf8'));

describe('MANIFEST_SCHEMA', () => {
  it('is what models/manifest.schema.json publishes', () => {
    expect(MANIFEST_SCHEMA).toEqual(read('manifest.schema.json'));
  });

  it('fits the manifest that is shipped', () => {
    expect(validateManifest(read('abuse/1.0.0/manifest.json'))).toMatchObject({ name: 'abuse' });
  });
});
