import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentWith } from '@sluice/platform';
import { TestSystem, until } from '@sluice/testing';

const MAIN = join(__dirname, '../../../dist/apps/keys/src/main.js');

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function keys(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Said> {
  const variables = { ...environmentWith({ REDIS_URL: '', ...env }), NODE_OPTIONS: '' };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [MAIN, ...args], { env: variables })) };
  } catch (error) {
    return error as Said;
  }
}

describe('npm run keys, beside a running system', () => {
  let system: TestSystem;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    system = await TestSystem.start({ workers: 0 });
    env = { DATA_DIR: system.folder, REDIS_URL: system.redis.url };
  });
  afterAll(() => system.stop());

  const status = async (key?: string): Promise<number> =>
    (await fetch(`${system.url}/v1/models`, { headers: key === undefined ? {} : { 'x-api-key': key } })).status;
  const becomes = (wanted: number, key?: string): Promise<true> =>
    until(`an answer of ${wanted}`, async () => ((await status(key)) === wanted ? true : undefined));
  const create = async (...flags: readonly string[]): Promise<string> =>
    (await keys(env, 'create', '--name', 'of a test', '--role', 'ops', ...flags)).stdout.trim();
  const idOf = (key: string): string => key.split('.')[0] ?? '';

  it('shows no key while the system is open', async () => {
    expect(await status()).toBe(200);
    const { stdout, stderr, code } = await keys(env, 'list');
    expect([stdout.split('\n').length, code]).toEqual([2, 0]);
    expect(stderr).toContain('the system is open');
  });

  it('ends the open mode with the first key', async () => {
    const { stdout, stderr } = await keys(env, 'create', '--name', 'first', '--role', 'admin');
    expect(stdout).toMatch(/^[0-9A-Z]{26}\.[\w-]{43}\n$/);
    expect(stderr).not.toContain(stdout.trim());
    await becomes(401);
    expect(await status(stdout.trim())).toBe(200);
  });

  it('revokes while the system runs, and the list says so without a secret', async () => {
    const key = await create('--tenant', 'acme', '--expires', '1h');
    await becomes(200, key);
    expect((await keys(env, 'revoke', idOf(key))).code).toBe(0);
    await becomes(401, key);
    const { stdout } = await keys(env, 'list');
    expect(stdout).toMatch(new RegExp(`^${idOf(key)} +revoked +ops +acme `, 'm'));
    expect(stdout).not.toContain(key.split('.')[1]);
  });

  it('rotates with an overlap', async () => {
    const [long, short] = [await create(), await create()];
    const [kept, ended] = await Promise.all([
      keys(env, 'rotate', idOf(long)),
      keys(env, 'rotate', idOf(short), '--overlap', '0m'),
    ]);
    for (const { stdout } of [kept, ended]) await becomes(200, stdout.trim());
    await becomes(401, short);
    expect(await status(long)).toBe(200);
    expect((await keys(env, 'rotate', idOf(short))).stderr).toContain('The key is revoked');
  });

  it('refuses what it does not know, says what it takes, and makes nothing', async () => {
    const before = await keys(env, 'list');
    const wrong = [
      ['create', '--name', 'x', '--role', 'root'],
      ['create', '--role', 'ops'],
      ['create', '--name', 'x', '--role', 'ops', '--tenant', '../x'],
      ['create', '--name', 'x', '--role', 'ops', '--expires', 'soon'],
      ['revoke', 'x'],
      ['revoke', '01M8F4S65EN2TGKY05RZNJN5TG'],
      ['rotate', '01M8F4S65EN2TGKY05RZNJN5TG', '--overlap', '1'],
      ['destroy'],
    ];
    for (const args of wrong) {
      const { code, stdout, stderr } = await keys(env, ...args);
      expect([args, code, (stdout + stderr).trim().split('\n').length > 0]).toEqual([args, 1, true]);
    }
    expect((await keys(env, 'list')).stdout).toBe(before.stdout);
  });
});

describe('npm run keys, without a system', () => {
  it('makes the first key of one that has never run, and generates keys for files without a trace', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-keys-'));
    const env = { DATA_DIR: join(folder, 'new') };
    const generated = await keys(env, 'generate');
    expect([generated.stdout, existsSync(env.DATA_DIR)]).toEqual([
      expect.stringMatching(/^[0-9A-Z]{26}\.[\w-]{43}\n$/),
      false,
    ]);
    const { stdout } = await keys(env, 'create', '--name', 'first', '--role', 'admin');
    expect((await keys(env, 'list')).stdout).toContain(`${stdout.split('.')[0] ?? '?'}  active`);
    await rm(folder, { recursive: true });
  });
});
