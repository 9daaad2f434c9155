import 'reflect-metadata';
import { createLogger, loadConfig, notifyReady, onParentGone, runMain } from '@sluice/platform';
import { GatewayModule } from './gateway.module';
import { createApp } from './http/create-app';
import { serveDocs } from './http/openapi';
import { keepHeapSmall } from './keep-heap-small';

/** Starts the gateway: reads the configuration, loads the models, listens; drains at SIGTERM, SIGINT or without its supervisor. */
async function startGateway(): Promise<void> {
  keepHeapSmall();
  const config = loadConfig();
  const logger = createLogger(config, 'gateway');
  const app = await createApp(GatewayModule.with(config, logger), logger);
  serveDocs(app);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  onParentGone(() => process.kill(process.pid, 'SIGTERM'));
  await app.listen(config.http.port, config.http.host);
  const address = await app.getUrl();
  logger.info({ address }, 'gateway listening');
  notifyReady(address);
}

void runMain(startGateway);
