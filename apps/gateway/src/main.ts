import cluster from 'node:cluster';
import { loadConfig, runMain } from '@sluice/platform';

/** Starts the gateway, or one of its processes. A primary loads nothing of what only they need, so it stays small. */
async function main(): Promise<void> {
  const config = loadConfig();
  if (cluster.isPrimary && config.gateway.processes > 1) {
    const { runPrimary } = await import('./cluster/run-primary.js');
    await runPrimary(config);
  } else {
    const { startGateway } = await import('./start-gateway.js');
    await startGateway(config);
  }
}

void runMain(main);
