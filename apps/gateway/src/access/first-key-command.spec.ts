import { resolve } from 'node:path';
import { loadConfig } from '@sluice/platform';
import { firstKeyCommand } from './first-key-command';

const COMMAND = 'npm run keys -- create --role admin --name admin';

describe('the command that makes the first key', () => {
  it('is short where nothing is set', () => {
    expect(firstKeyCommand(loadConfig({}))).toBe(COMMAND);
    expect(firstKeyCommand(loadConfig({ DATA_DIR: resolve('.data') }))).toBe(COMMAND);
  });

  it('names the system that it is for, in quotes that a shell takes', () => {
    expect(firstKeyCommand(loadConfig({ DATA_DIR: "/srv/it's" }))).toBe(`DATA_DIR='/srv/it'\\''s' ${COMMAND}`);
    expect(firstKeyCommand(loadConfig({ BLOB_URL: 's3://sluice/prod' }))).toBe(
      `BLOB_URL='s3://sluice/prod' ${COMMAND}`,
    );
  });
});
