import { join } from 'node:path';
import { runMain } from '@sluice/platform';
import { supervise } from './supervise';

/** The compiled apps lie side by side under dist/. */
const compiled = (app: string): string => join(__dirname, '..', '..', app, 'src', 'main.js');

void runMain(() => supervise({ commands: { gateway: [compiled('gateway')], worker: [compiled('worker')] } }));
