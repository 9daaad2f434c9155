import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig, notifyReady, onParentGone, runMain } from '@sluice/platform';

/**
 * Stands in for the gateway and the worker: reports readiness, drains at SIGTERM or when its supervisor dies, says so on stdout.
 * Arguments: its name, then `listen` for the one that serves PORT.
 */
async function main(name: string, mode: string | undefined): Promise<void> {
  const { http, redisUrl } = loadConfig();
  const server = createServer((_, response) => response.end(redisUrl));
  const drain = (): void => {
    server.close();
    process.stdout.write(`${name} drained\n`);
    process.exit(0);
  };
  process.once('SIGTERM', drain);
  onParentGone(drain);
  const port = await listen(server, mode === 'listen' ? http.port : 0);
  process.stdout.write(`${name} up pid=${process.pid}\n`);
  notifyReady(mode === 'listen' ? { address: `http://127.0.0.1:${port}` } : {});
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // A server that listens on a port always has an AddressInfo; only pipes have a string.
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

void runMain(() => main(process.argv[2] ?? 'app', process.argv[3]));
