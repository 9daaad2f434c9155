import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, loadConfig, metricsModule } from '@sluice/platform';
import { ModelsDir, type VersionOptions } from '../../../libs/inference/test/models-dir.fixture';
import { castGraph } from '../../../libs/inference/test/onnx-bytes.fixture';
import { ClusterModule } from '../src/cluster/cluster.module';
import { HealthModule } from '../src/health/health.module';
import { createApp } from '../src/http/create-app';
import { HttpModule } from '../src/http/http.module';
import { OipModule } from '../src/oip/oip.module';
import { PredictModule } from '../src/predict/predict.module';

const AMOUNTS: VersionOptions = {
  name: 'amounts',
  graph: castGraph({
    input: { name: 'amount', type: 'double', shape: ['rows', 1] },
    output: { shape: ['rows', 1] },
  }),
  golden: { rows: [{ name: 'half', instance: { amount: 0.5 }, score: 0.5 }] },
  manifest: {
    kind: 'tabular',
    inputs: [{ name: 'amount', type: 'number', minimum: 0, maximum: 1, description: 'Is the score' }],
    ignored: ['note'],
    encoding: { type: 'columns' },
    featurizer: undefined,
    max_text_length: undefined,
  },
};

/** Nobody listens there: stage 1 must do without. */
const NO_REDIS = 'redis://127.0.0.1:1';

@Module({})
class PredictApp {}

export interface RunningPredictApp {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly models: ModelsDir;
  /** Lines of its log. */
  readonly log: readonly string[];
  /** DATA_DIR. */
  readonly folder: string;
  close(): Promise<void>;
}

/**
 * Stage 1 alone, listening on a free port. A text is its own score. Models: `abuse` 1.0.0, and a broken 2.0.0 of it; `dear`, which runs
 * in inference threads; `strict`, which takes texts of at most 5 code points; `amounts`, which takes instances whose amount is their score.
 */
export async function startPredictApp(
  redisUrl = NO_REDIS,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningPredictApp> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-gateway-'));
  const models = await ModelsDir.create();
  await models.add({ name: 'abuse', manifest: { count_name: 'abusive_count' } });
  await models.add({ name: 'abuse', version: '2.0.0', manifest: { tolerance: 1 } });
  await models.add({ name: 'dear', manifest: { cost_us: 5_000 } });
  await models.add({ name: 'strict', manifest: { max_text_length: 5 } });
  await models.add(AMOUNTS);
  const config = loadConfig({
    DATA_DIR: folder,
    SESSION_TIMEOUT_MS: '1000',
    MODELS_DIR: models.path,
    SHUTDOWN_TIMEOUT_S: '5',
    INFERENCE_THREADS: '1',
    REDIS_URL: redisUrl,
    ...env,
  });
  const log: string[] = [];
  const logger = createLogger(config, 'test', { write: (line) => void log.push(line) });
  const imports = [
    HttpModule.with(config, logger),
    ClusterModule,
    metricsModule(),
    HealthModule,
    PredictModule,
    OipModule,
  ];
  const app = await createApp({ module: PredictApp, imports }, logger);
  await app.listen(0, '127.0.0.1');
  const close = async (): Promise<void> => {
    await app.close();
    await models.remove();
    await rm(folder, { recursive: true, force: true });
  };
  return { app, url: await app.getUrl(), models, folder, log, close };
}
