import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, loadConfig, metricsModule } from '@sluice/platform';
import { HealthModule } from '../src/health/health.module';
import type { BodyLimits } from '../src/http/body-deadlines';
import { createApp } from '../src/http/create-app';
import { HttpModule } from '../src/http/http.module';
import { Gate } from './gate';
import { ProbeController } from './probe.controller';

@Module({})
class ProbeModule {}

export interface ProbeApp {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Every line logged so far. */
  readonly log: string[];
  readonly gate: Gate;
}

/** The frame of the gateway around ProbeController, listening on a free port. */
export async function startProbeApp(bodyLimits: Partial<BodyLimits> = {}, shutdownTimeoutS = 5): Promise<ProbeApp> {
  const log: string[] = [];
  const config = loadConfig({ SHUTDOWN_TIMEOUT_S: String(shutdownTimeoutS) });
  const logger = createLogger(config, 'test', { write: (line) => void log.push(line) });
  const root: DynamicModule = {
    module: ProbeModule,
    imports: [HttpModule.with(config, logger, bodyLimits), metricsModule(), HealthModule],
    controllers: [ProbeController],
    providers: [Gate],
  };
  const app = await createApp(root, logger);
  // What the module of uploads does for its media types.
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return { app, url, port: Number(new URL(url).port), log, gate: app.get(Gate) };
}
