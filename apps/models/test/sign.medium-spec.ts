import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelsDir } from '../../../libs/inference/test/models-dir.fixture';
import { signCommand } from '../src/sign/sign.command';
import { capture } from './captured.fixture';

describe('npm run models:sign', () => {
  let models: ModelsDir;
  let folder: string;
  let keyFile: string;

  beforeAll(async () => {
    models = await ModelsDir.create();
    folder = await mkdtemp(join(tmpdir(), 'sluice-sign-'));
    keyFile = join(folder, 'key.pem');
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    for (const [name, version] of [
      ['one', '1.0.0'],
      ['one', '1.1.0'],
      ['other', '1.0.0'],
    ] as const)
      await models.add({ name, version });
  });
  afterAll(async () => {
    await models.remove();
    await rm(folder, { recursive: true });
  });

  const run = async (...args: readonly string[]): Promise<string> =>
    (await capture(signCommand, '--models', models.path, ...args)).printed;
  const isSigned = (path: string): Promise<boolean> =>
    stat(join(models.path, path, 'signature')).then(
      () => true,
      () => false,
    );

  it('signs the versions that are named, or all', async () => {
    expect(await run('one@1.1.0', '--key', keyFile)).toBe('signed  one 1.1.0\n');
    expect([await isSigned('one/1.1.0'), await isSigned('one/1.0.0'), await isSigned('other/1.0.0')]).toEqual([
      ...[true, false, false],
    ]);
    expect((await run('--key', keyFile)).trim().split('\n')).toHaveLength(3);
    expect(await isSigned('other/1.0.0')).toBe(true);
  });

  it('says what it needs', async () => {
    await expect(run()).rejects.toThrow('--key names the file');
    await expect(run('none', '--key', keyFile)).rejects.toThrow('There is no such version');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const wrong = join(folder, 'ec.pem');
    await writeFile(wrong, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await expect(run('--key', wrong)).rejects.toThrow('takes an Ed25519 private key');
  });
});
