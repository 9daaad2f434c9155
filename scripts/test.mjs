// npm test, and npm run chaos with other arguments: builds if needed, provides a Redis server, runs every tier of tests. The last line is "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfNeeded, DIST, fail, ROOT } from './build.mjs';

const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const REPORTERS = ['--reporters=default', `--reporters=${join(ROOT, 'scripts', 'count-reporter.cjs')}`];

process.chdir(ROOT);
buildIfNeeded();
const { provideRedisServer } = createRequire(import.meta.url)(join(DIST, 'libs', 'platform', 'src', 'index.js'));
await provideRedisServer((line) => process.stdout.write(`${line}\n`)).catch((error) => fail(error.message));

// Medium and e2e tests start processes of their own: more than two files at a time only makes them wait for one another.
const args = process.argv.slice(2);
const workers = args.some((arg) => arg.startsWith('--maxWorkers')) ? [] : ['--maxWorkers=2'];
// What the apps of the tests write: the reporter looks for planted secrets in all of it.
const logs = mkdtempSync(join(tmpdir(), 'sluice-run-logs-'));
const jest = spawnSync(process.execPath, [JEST, ...REPORTERS, ...workers, ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, RUN_LOGS: logs },
});
rmSync(logs, { recursive: true });
process.exit(jest.status ?? 1);
