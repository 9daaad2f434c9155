import { createLogger, notifyReady, onParentGone, whenAborted, type Config } from '@sluice/platform';
import { GatewayProcesses } from './gateway-processes';

/**
 * Runs several gateway processes on one port until SIGTERM, SIGINT or the end of the supervisor, and serves nothing itself: it hands connections
 * out in turn, starts again what dies, and passes messages on.
 * @throws StartError when one of them says that it cannot start; none is left then
 */
export async function runPrimary(config: Config): Promise<void> {
  const log = createLogger(config, 'gateway');
  const stop = stopSignal();
  const processes = await GatewayProcesses.open(config, log);
  try {
    void processes.ready().then((message) => {
      const { address, open } = message ?? {};
      log.info({ address, processes: config.gateway.processes }, 'gateway listening');
      notifyReady({ address, open });
    });
    await Promise.race([whenAborted(stop), processes.run()]);
  } finally {
    await processes.stop();
  }
  process.exit(0);
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const abort = (): void => {
    stop.abort();
  };
  process.on('SIGTERM', abort);
  process.on('SIGINT', abort);
  onParentGone(abort);
  return stop.signal;
}
