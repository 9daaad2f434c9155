import 'reflect-metadata';
import cluster from 'node:cluster';
import { createLogger, notifyReady, onParentGone, type Config } from '@sluice/platform';
import { Authenticator } from './access/authenticator';
import { outlivePrimary } from './cluster/primary-link';
import { GatewayModule } from './gateway.module';
import { createApp } from './http/create-app';
import { serveDocs } from './http/openapi';
import { keepHeapSmall } from './keep-heap-small';

/** A process that serves: loads the models, listens; drains at SIGTERM, SIGINT or without whoever started it. */
export async function startGateway(config: Config): Promise<void> {
  keepHeapSmall();
  const logger = createLogger(config, 'gateway');
  const app = await createApp(GatewayModule.with(config, logger), logger, config.http);
  serveDocs(app);
  // Read only where it is wanted: it is several megabytes of code.
  if (config.http.board) (await import('./board/serve-board.js')).serveBoard(app, logger);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  outlivePrimary();
  onParentGone(() => process.kill(process.pid, 'SIGTERM'));
  await app.listen(config.http.port, config.http.host);
  // Nest does not know that its server speaks TLS.
  const address = (await app.getUrl()).replace(/^http:/, config.http.tls === null ? 'http:' : 'https:');
  logger.info({ address }, cluster.isWorker ? 'gateway process listening' : 'gateway listening');
  notifyReady({ address, open: app.get(Authenticator).isOpen });
}
