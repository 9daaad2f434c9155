import { join } from 'node:path';
import { runMain } from '@sluice/platform';
import { supervise } from '../src/supervise';

const app = join(__dirname, 'fixture-app.js');

/** The supervisor as in production, over small apps and without long pauses. */
void runMain(() =>
  supervise({
    commands: { gateway: [app, 'gateway', 'listen'], worker: [app, 'worker'] },
    backoff: { firstMs: 10, mostMs: 100, healthyMs: 60_000 },
  }),
);
