import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyCommand } from '../src/verify/verify.command';
import { capture } from './captured.fixture';

const ABUSE = join(__dirname, '../../../models/abuse');

describe('models:verify', () => {
  let models: string;
  const version = (): string => join(models, 'abuse', '1.0.0');
  const verify = (...args: string[]) => capture(verifyCommand, ...args, '--models', models);

  beforeEach(async () => {
    models = await mkdtemp(join(tmpdir(), 'sluice-verify-'));
    await cp(join(ABUSE, '1.0.0'), version(), { recursive: true });
  });
  afterEach(() => rm(models, { recursive: true }));

  const writeVectors = async (name: string, vectors: unknown): Promise<void> => {
    await mkdir(join(models, 'abuse', 'train'), { recursive: true });
    await writeFile(join(models, 'abuse', 'train', name), JSON.stringify(vectors));
  };

  it('says of a good version what was checked', async () => {
    const { code, printed } = await verify();
    expect(code).toBe(0);
    expect(printed).toMatch(/^ok +abuse 1\.0\.0 +\d+ golden rows, the same bits at 32 tensor-batch sizes\n$/);
  });

  it('fails a version whose graph was tampered with, and still checks the others', async () => {
    await cp(version(), join(models, 'other', '1.0.0'), { recursive: true });
    const manifest = join(models, 'other', '1.0.0', 'manifest.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"name": "abuse"', '"name": "other"'));
    await appendFile(join(version(), 'model.onnx'), 'x');
    const { code, printed } = await verify();
    expect(code).toBe(1);
    expect(printed).toMatch(/^FAIL +abuse 1\.0\.0 +model\.onnx is not the file that manifest\.json describes/);
    expect(printed).toMatch(/\nok +other 1\.0\.0/);
  });

  it('fails a version whose featurizer gives other ids than its recipe', async () => {
    await writeVectors('vectors.json', [{ name: 'one', text: '', ids: [] }]);
    expect((await verify('abuse')).printed).toContain(', 1 texts with the ids of Python');
    await writeVectors('vectors-1.0.0.json', { rows: [{ text: '', ids: [7] }] });
    const { code, printed } = await verify('abuse@1.0.0');
    expect(code).toBe(1);
    expect(printed).toContain('the ids of vector 1 differ');
  });

  it('names what there is when asked for something else', async () => {
    await expect(verify('fraud')).rejects.toThrow('There are abuse.');
    await expect(verify('abuse@3.0.0')).rejects.toThrow('There are 1.0.0.');
  });
});
