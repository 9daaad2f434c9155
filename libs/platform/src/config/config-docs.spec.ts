import { readFileSync } from 'node:fs';
import { renderConfigurationDoc, renderEnvExample } from './config-docs';

const committed = (file: string): string => readFileSync(file, 'utf8');

describe('the documentation of the configuration', () => {
  it('equals the declaration (npm run docs:config writes it)', () => {
    expect(committed('.env.example')).toBe(renderEnvExample());
    expect(committed('docs/configuration.md')).toBe(renderConfigurationDoc());
  });
});
