import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentWith, type ReadyMessage } from '@sluice/platform';
import { startRedis, type TestRedis } from '@sluice/testing';
import { addCommand } from '../src/add/add.command';
import { BROUGHT, GRAPHS } from './brought-models.fixture';
import { capture } from './captured.fixture';

const ROOT = join(__dirname, '../../..');
/** The library computes in float64 what the graph computes in float32. */
const DIGITS = 5;

interface ExpectedRow {
  readonly text?: string;
  readonly instance?: object;
  /** What the library that trained the model gives. */
  readonly score: number;
  readonly categories?: Readonly<Record<string, number>>;
}
interface Answer {
  readonly predictions: readonly {
    readonly label: string;
    readonly score: number;
    readonly categories?: Readonly<Record<string, number>>;
  }[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

// Written by graphs/make_graphs.py.
const EXPECTED = JSON.parse(readFileSync(join(GRAPHS, 'expected.json'), 'utf8')) as Record<string, ExpectedRow[]>;

describe('models that were brought', () => {
  let redis: TestRedis;
  let folder: string;
  let gateway: ChildProcess;
  let url: string;

  beforeAll(async () => {
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'sluice-brought-'));
    const models = join(folder, 'models');
    await cp(join(ROOT, 'models/abuse/1.0.0'), join(models, 'abuse/1.0.0'), { recursive: true });
    for (const { graph, sample, flags } of BROUGHT) {
      const path = join(folder, sample.name);
      await writeFile(path, sample.content);
      const facts = ['--sample', path, '--models', models, '--description', 'Brought', '--license', 'MIT', '--yes'];
      await capture(addCommand, join(GRAPHS, `${graph}.onnx`), ...facts, ...flags);
    }
    const env = { REDIS_URL: redis.url, DATA_DIR: folder, MODELS_DIR: models, PORT: '0', LOG_LEVEL: 'error' };
    gateway = fork(join(ROOT, 'dist/apps/gateway/src/main.js'), { env: environmentWith(env), execArgv: [] });
    const [message] = (await once(gateway, 'message')) as [ReadyMessage];
    url = message.address ?? '';
  });
  afterAll(async () => {
    gateway.kill('SIGTERM');
    await once(gateway, 'exit');
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  async function predict(model: string, body: object): Promise<{ status: number; answer: Answer }> {
    const options = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${url}/models/${model}/predict`, options);
    // By the contract of /predict.
    return { status: answer.status, answer: (await answer.json()) as Answer };
  }

  it.each(BROUGHT)('answers with the scores of the library that trained $graph', async ({ graph }) => {
    const rows = EXPECTED[graph] ?? [];
    const texts = rows.flatMap(({ text }) => (text === undefined ? [] : [text]));
    const instances = rows.flatMap(({ instance }) => (instance === undefined ? [] : [instance]));
    const { status, answer } = await predict(graph, texts.length > 0 ? { texts } : { instances });
    expect(status).toBe(200);
    expect(answer.predictions).toHaveLength(3);
    for (const [row, { score, categories }] of rows.entries()) {
      expect(answer.predictions[row]?.score).toBeCloseTo(score, DIGITS);
      for (const [name, value] of Object.entries(categories ?? {})) {
        expect(answer.predictions[row]?.categories?.[name]).toBeCloseTo(value, DIGITS);
      }
    }
  });

  it('counts and labels by the names that were given', async () => {
    const { answer } = await predict('torch-softmax', { instances: [{ x: 0, y: 0, z: 3 }] });
    expect(answer.predictions[0]?.label).toBe('SOUTH');
    expect(answer.metadata).toMatchObject({ flagged_count: 1, south_count: 1 });
  });

  it('refuses what the draft does not take, with a pointer', async () => {
    const instances = [{ country: 'de', device: 'fax', amount: 1 }];
    const { status, answer } = await predict('sklearn-columns', { instances });
    expect(status).toBe(422);
    expect(answer).toMatchObject({ errors: [{ pointer: '/instances/0/device', code: 'UNKNOWN_CATEGORY' }] });
  });
});
