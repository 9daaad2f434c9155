import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { until } from '@sluice/testing';
import { ModelsDir } from '../../../libs/inference/test/models-dir.fixture';
import type { ModelSummary } from '../src/models/describe-model';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';

const MODELS_COMMAND = join(__dirname, '../../../dist/apps/models/src/main.js');

describe('versions that are published in the object store', () => {
  let folder: string;
  let blobUrl: string;
  let workshop: ModelsDir;
  let gateways: RunningPredictApp[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-published-'));
    blobUrl = pathToFileURL(join(folder, 'store')).href;
    workshop = await ModelsDir.create();
    gateways = [
      await startPredictApp(undefined, { BLOB_URL: blobUrl }),
      await startPredictApp(undefined, { BLOB_URL: blobUrl }),
    ];
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await workshop.remove();
    await rm(folder, { recursive: true });
  });

  const push = async (...args: readonly string[]): Promise<string> => {
    const env = { ...process.env, NODE_OPTIONS: '', BLOB_URL: blobUrl };
    const command = [MODELS_COMMAND, 'push', ...args, '--models', workshop.path];
    return (await promisify(execFile)(process.execPath, command, { env })).stdout;
  };
  const activeAt = async ({ url }: RunningPredictApp): Promise<string | null | undefined> => {
    const answer = await fetch(`${url}/models/pushed`);
    return answer.ok ? ((await answer.json()) as ModelSummary).active_version : undefined;
  };

  it('reach every gateway on the store by one command and one reload', async () => {
    await workshop.add({ name: 'pushed', version: '1.0.0' });
    expect(await push('pushed')).toBe('pushed 1.0.0 is published\n');
    expect(await push('pushed@1.0.0')).toContain('was published already');
    const [first, second] = gateways;
    if (!first || !second) throw new Error('two gateways were started');
    await fetch(`${first.url}/models/reload`, { method: 'POST' });
    expect(await activeAt(first)).toBe('1.0.0');
    expect(await until('the other gateway to follow', () => activeAt(second))).toBe('1.0.0');
  });

  it('are verified first', async () => {
    await workshop.add({ name: 'broken', manifest: { output: 'nothing' } });
    await expect(push('broken')).rejects.toMatchObject({
      stderr: expect.stringContaining('is not published') as unknown,
    });
    await expect(push('absent')).rejects.toMatchObject({ stderr: expect.stringContaining('no such model') as unknown });
    await expect(push()).rejects.toMatchObject({ stderr: expect.stringContaining('Name one model') as unknown });
  });
});
