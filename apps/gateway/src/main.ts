import 'reflect-metadata';
import { createLogger, loadConfig } from '@sluice/platform';
import { GatewayModule } from './gateway.module';
import { createApp } from './http/create-app';
import { serveDocs } from './http/openapi';

/** Starts the gateway: reads the configuration, listens, and drains at SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger(config, 'gateway');
  const app = await createApp(GatewayModule.with(config, logger), logger);
  serveDocs(app);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  await app.listen(config.http.port, config.http.host);
  const address = await app.getUrl();
  logger.info({ address }, 'gateway listening');
}

void main();
