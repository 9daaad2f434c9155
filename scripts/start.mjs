// npm start: the whole system under one supervisor. With "gateway" or "worker": that process alone.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfNeeded, DIST, fail, ROOT } from './build.mjs';

const APPS = ['supervisor', 'gateway', 'worker'];

const app = process.argv[2] ?? 'supervisor';
if (!APPS.includes(app)) fail(`There is no app of this name; allowed: ${APPS.join(', ')}.`);
if (app !== 'supervisor' && !process.env.REDIS_URL) {
  fail(
    `A ${app} alone needs the Redis it shares with the others: set REDIS_URL=redis://host:6379, and BLOB_URL to the same store ` +
      'everywhere. To run everything on this machine: npm start.',
  );
}
process.chdir(ROOT);
buildIfNeeded();
// In this process, so that a signal sent to it reaches the app.
await import(pathToFileURL(join(DIST, 'apps', app, 'src', 'main.js')).href);
