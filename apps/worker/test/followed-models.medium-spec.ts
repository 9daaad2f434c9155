import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestSystem, until } from '@sluice/testing';

const SHIPPED = join(__dirname, '../../../models');

describe('the model by which stage 2 judges live sessions', () => {
  let modelsDir: string;
  let system: TestSystem;
  let sessions = 0;

  beforeAll(async () => {
    modelsDir = await mkdtemp(join(tmpdir(), 'sluice-models-'));
    for (const version of ['1.0.0', '2.0.0']) await add(version, version);
    system = await TestSystem.start({ env: { MODELS_DIR: modelsDir, SESSION_STAGE2_MODEL: 'abuse=abuse' } });
  }, 120_000);
  afterAll(async () => {
    await system.stop();
    await rm(modelsDir, { recursive: true });
  });

  /** A version of abuse with the files of a shipped one. */
  async function add(version: string, from: string): Promise<void> {
    const folder = join(modelsDir, 'abuse', version);
    await cp(join(SHIPPED, 'abuse', from), folder, { recursive: true });
    const path = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...manifest, version, session_model: undefined }));
  }

  /** @returns the version that judged a new session */
  async function judge(): Promise<string> {
    const id = `session-${sessions++}`;
    await system.json('/predict', { texts: ['have a nice day'], session_id: id });
    await system.json(`/sessions/${id}/close`, {});
    return until('the verdict', async () => {
      const answer = await fetch(`${system.url}/sessions/${id}`);
      const session = answer.ok ? ((await answer.json()) as { stage2: { model: string } | null }) : null;
      return session?.stage2?.model;
    });
  }
  const judgedBy = (version: string): Promise<true> =>
    until(`sessions judged by ${version}`, async () => (await judge()) === `abuse@${version}` || undefined, 60_000);

  it('is the newest one, also when it was published while workers ran', async () => {
    expect(await judge()).toBe('abuse@2.0.0');
    await add('2.1.0', '1.0.0');
    await system.json('/models/reload', {});
    await judgedBy('2.1.0');
  }, 180_000);

  it('is the stable one of a rollout', async () => {
    const roll = (rollout: object): Promise<Response> =>
      fetch(`${system.url}/models/abuse/rollout`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rollout),
      });
    expect((await roll({ canary: { version: '2.1.0', percent: 50 }, stable: '1.0.0' })).status).toBe(200);
    await judgedBy('1.0.0');
    expect(await judge()).toBe('abuse@1.0.0');
    expect((await roll({})).status).toBe(200);
    await judgedBy('2.1.0');
  }, 180_000);
});
