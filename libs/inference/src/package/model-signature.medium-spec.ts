import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelsDir } from '../../test/models-dir.fixture';
import { InferenceService } from '../inference-service';
import { signVersion } from './model-signature';

describe('models that must be signed', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  let models: ModelsDir;
  beforeEach(async () => (models = await ModelsDir.create()));
  afterEach(() => models.remove());

  const sign = (dir: string, key: KeyObject, version = '1.0.0'): Promise<void> =>
    signVersion({ name: 'tiny', version, dir }, key);

  /** Why the version cannot be used; null: it can. */
  async function reasonOf(version = '1.0.0', key: KeyObject | null = publicKey): Promise<string | null> {
    const options = {
      modelsDir: models.path,
      modelVersions: new Map(),
      threads: 1,
      mode: 'inline-or-threads',
    } as const;
    const service = await InferenceService.open({ ...options, publicKey: key });
    const status = service.models().find((one) => one.version === version);
    await service.close();
    if (status === undefined) throw new Error('there is no such version');
    return status.state === 'READY' ? null : status.reason;
  }

  it('are served when they are, and anything is without a key', async () => {
    const dir = await models.add();
    expect(await reasonOf('1.0.0', null)).toBeNull();
    expect(await reasonOf()).toContain('it is not signed');
    await sign(dir, privateKey);
    expect(await reasonOf()).toBeNull();
  });

  it('are refused when somebody else has signed them, when a file was changed since, and with the signature of another version', async () => {
    const dir = await models.add();
    await sign(dir, generateKeyPairSync('ed25519').privateKey);
    expect(await reasonOf()).toContain('its signature is not one of the key');
    for (const wrong of ['', 'nothing', 'A'.repeat(88)]) {
      await writeFile(join(dir, 'signature'), wrong);
      expect(await reasonOf()).toContain('its signature is not one of the key');
    }

    await sign(dir, privateKey);
    const manifest = join(dir, 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('The text is', 'A text is'));
    expect(await reasonOf()).toContain('its signature is not one of the key');
    await writeFile(manifest, text);
    await writeFile(join(dir, 'model.onnx'), 'changed');
    expect(await reasonOf()).toContain('its digest differs');

    const next = await models.add({ version: '2.0.0' });
    await copyFile(join(dir, 'signature'), join(next, 'signature'));
    expect(await reasonOf('2.0.0')).toContain('its signature is not one of the key');
    await rm(dir, { recursive: true });
    await sign(next, privateKey, '2.0.0');
    expect(await reasonOf('2.0.0')).toBeNull();
  });
});
