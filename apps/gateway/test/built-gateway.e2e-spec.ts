import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ReadyMessage } from '@sluice/platform';
import { startRedis, type TestRedis } from '@sluice/testing';

const MAIN = join(__dirname, '../../../dist/apps/gateway/src/main.js');

function start(env: Readonly<Record<string, string>>): ChildProcess {
  // Without NODE_OPTIONS of the test runner, as a supervisor starts it.
  return fork(MAIN, {
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

async function ready(child: ChildProcess): Promise<string> {
  const [message] = (await once(child, 'message')) as [ReadyMessage];
  expect(message.type).toBe('ready');
  return message.address ?? '';
}

describe('the built gateway', () => {
  let redis: TestRedis;
  let folder: string;
  const startGateway = (): ChildProcess => start({ REDIS_URL: redis.url, DATA_DIR: folder });

  beforeAll(async () => {
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'sluice-gateway-'));
  });
  afterAll(async () => {
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  it('says where it listens, serves its documentation, logs JSON, and ends with 0 at SIGTERM', async () => {
    const child = startGateway();
    const log = child.stdout ? text(child.stdout) : Promise.resolve('');
    const url = await ready(child);

    const page = await fetch(`${url}/docs`);
    const script = await fetch(`${url}/docs/swagger-ui-bundle.js`);
    const init = await (await fetch(`${url}/docs/swagger-ui-init.js`)).text();
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string; paths: object };
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];

    expect([page.status, script.status, code]).toEqual([200, 200, 0]);
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v1/predict', '/v1/models', '/health']));
    expect(init).toContain('/v1/predict');
    const lines = (await log).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ level: 'info', name: 'gateway', msg: 'gateway listening', address: url }),
    );
  });

  it('drains when its supervisor is gone', async () => {
    const child = startGateway();
    await ready(child);
    child.disconnect();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it('does not start with a wrong setting, and says which', async () => {
    const child = start({ SHUTDOWN_TIMEOUT_S: 'soon' });
    const [[message], [code]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [
      [{ type: string; reason: string }],
      [number],
    ];
    expect([message.type, code]).toEqual(['failed', 2]);
    expect(message.reason).toContain('SHUTDOWN_TIMEOUT_S');
  });

  it.each(['1', '2'])('does not start without Redis to find, and says what to do (%s processes)', async (processes) => {
    const child = start({ DATA_DIR: folder, GATEWAY_PROCESSES: processes });
    const [[message], [code]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [
      [{ type: string; reason: string }],
      [number],
    ];
    expect([message.type, code]).toEqual(['failed', 2]);
    expect(message.reason).toContain('npm start');
  });

  it('stays ready when Redis dies, and says that it is degraded', async () => {
    const child = startGateway();
    const url = await ready(child);
    await redis.kill();
    const answer = await fetch(`${url}/health/ready`);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect([answer.status, await answer.json(), code]).toEqual([200, { status: 'ready', degraded: ['redis'] }, 0]);
  });
});
