// npm run docs:config: writes .env.example and docs/configuration.md from the declaration of the settings.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildIfNeeded, DIST, ROOT } from './build.mjs';

buildIfNeeded();
const docs = createRequire(import.meta.url)(join(DIST, 'libs', 'platform', 'src', 'config', 'config-docs.js'));
writeFileSync(join(ROOT, '.env.example'), docs.renderEnvExample());
writeFileSync(join(ROOT, 'docs', 'configuration.md'), docs.renderConfigurationDoc());
