import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCredential, KeyLedger, newSecret, type KeyWish } from '@sluice/access';
import { newId } from '@sluice/contracts';
import { markProcess, signalProcess } from '@sluice/platform';
import { openFolder } from '@sluice/storage';
import { AppProcess, plant, startRedis, TestSystem, until, type TestRedis } from '@sluice/testing';
import { ModelsDir } from '../../../libs/inference/test/models-dir.fixture';

const WISH: KeyWish = { name: 'of a test', role: 'ops', tenant: 'acme', expiresAt: null };

/** On a connection of its own, so that processes of a cluster take turns. */
async function statusAt(url: string, key?: string): Promise<number> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const [answer] = (await once(request(`${url}/v1/models`, { agent: false, headers }).end(), 'response')) as [
    IncomingMessage,
  ];
  answer.resume();
  return answer.statusCode ?? 0;
}

const becomes = (wanted: number, url: string, key?: string): Promise<true> =>
  until(`an answer of ${wanted}`, async () => ((await statusAt(url, key)) === wanted ? true : undefined));

let models: ModelsDir;
beforeAll(async () => {
  models = await ModelsDir.create();
  await models.add({ name: 'abuse' });
});
afterAll(() => models.remove());

describe('a gateway that starts', () => {
  let redis: TestRedis;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  let ledger: KeyLedger;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    await redis.flush();
    folder = await mkdtemp(join(tmpdir(), 'sluice-access-'));
    env = { REDIS_URL: redis.url, DATA_DIR: folder, MODELS_DIR: models.path, PORT: '0' };
    ledger = new KeyLedger(await openFolder(join(folder, 'store')));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is open on loopback without keys, and says so; a key that it does not know is refused all the same', async () => {
    const gateway = await AppProcess.start('gateway', env);
    expect(await statusAt(gateway.address)).toBe(200);
    expect(gateway.lastOutput).toContain('open: there are no keys');
    const [foreign, unknown] = ['a token of a proxy', formatCredential({ id: newId(), secret: newSecret() })];
    expect([await statusAt(gateway.address, foreign), await statusAt(gateway.address, unknown)]).toEqual([200, 401]);
    await gateway.stop();
  });

  it('is not open to sites that lead a browser of this machine here, until they have a key', async () => {
    const gateway = await AppProcess.start('gateway', env);
    const led = async (more: Readonly<Record<string, string>>): Promise<number> => {
      const sent = request(`${gateway.address}/v1/models/reload`, { method: 'POST', headers: more });
      const [answer] = (await once(sent.end(), 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode ?? 0;
    };
    expect(await led({})).toBe(200);
    const sites: Readonly<Record<string, string>>[] = [{ host: 'evil.example' }, { origin: 'https://evil.example' }];
    for (const site of sites) expect(await led(site)).toBe(403);
    const { credential } = await ledger.create(WISH);
    await becomes(401, gateway.address);
    for (const site of sites) expect(await led({ ...site, 'x-api-key': credential })).toBe(200);
    await gateway.stop();
  });

  it.each(['1', '2'])(
    'listens for other machines only with a key, and says how to make one (%s processes)',
    async (n) => {
      const variables = { ...env, HOST: '0.0.0.0', GATEWAY_PROCESSES: n };
      const failed = await AppProcess.start('gateway', variables).catch((error: unknown) => error);
      expect(String(failed)).toContain('gateway did not start');
      const { credential } = await ledger.create(WISH);
      const gateway = await AppProcess.start('gateway', variables);
      const url = `http://127.0.0.1:${new URL(gateway.address).port}`;
      expect([await statusAt(url), await statusAt(url, credential)]).toEqual([401, 200]);
      expect(gateway.lastOutput).not.toContain('open: there are no keys');
      await gateway.stop();
    },
  );

  it('takes in the key of ADMIN_KEY_FILE, which stays revoked once it is', async () => {
    const file = join(folder, 'admin-key');
    const key = formatCredential({ id: newId(), secret: plant('secret in ADMIN_KEY_FILE', newSecret()) });
    await writeFile(file, `${key}\n`);
    const start = (): Promise<AppProcess> =>
      AppProcess.start('gateway', { ...env, HOST: '0.0.0.0', ADMIN_KEY_FILE: file });
    const gateway = await start();
    const answer = await fetch(`${gateway.address}/v1/keys`, { headers: { 'x-api-key': key } });
    expect(await answer.json()).toMatchObject({ keys: [{ id: key.split('.')[0], role: 'admin', state: 'active' }] });
    await ledger.revoke(key.split('.')[0] ?? '');
    await becomes(401, gateway.address, key);
    await gateway.stop();
    const again = await start();
    expect(await statusAt(again.address, key)).toBe(401);
    await again.stop();
  });

  it('makes the file when there is neither file nor key, and no second key when the file is put away', async () => {
    const file = join(folder, 'made', 'admin-key');
    const variables = { ...env, ADMIN_KEY_FILE: file, GATEWAY_PROCESSES: '2' };
    const gateway = await AppProcess.start('gateway', variables);
    const key = (await readFile(file, 'utf8')).trim();
    plant('secret of a key that a gateway made', key.split('.')[1]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    for (let connection = 0; connection < 4; connection++) expect(await statusAt(gateway.address, key)).toBe(200);
    expect(gateway.lastOutput).not.toContain(key.split('.')[1]);
    await gateway.stop();
    await rm(file);
    await (await AppProcess.start('gateway', variables)).stop();
    expect(await ledger.list()).toHaveLength(1);
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('does not start with a file that holds something else', async () => {
    const file = join(folder, 'admin-key');
    await writeFile(file, 'swordfish');
    const failed = await AppProcess.start('gateway', { ...env, ADMIN_KEY_FILE: file }).catch((error: unknown) => error);
    expect(String(failed)).toContain('gateway did not start');
    expect(String(failed)).not.toContain('swordfish');
  });
});

describe('a gateway that runs', () => {
  let system: TestSystem;
  let ledger: KeyLedger;
  afterEach(() => system.stop());

  it('follows the keys in every process, without being told', async () => {
    system = await TestSystem.start({
      workers: 0,
      env: { GATEWAY_PROCESSES: '2', MODELS_DIR: models.path, LIMIT_LOGIN: 'off' },
    });
    ledger = new KeyLedger(system.store);
    const { credential, record } = await ledger.create(WISH);
    const everywhere = (wanted: number, key?: string): Promise<true> =>
      until(`${wanted} by both processes`, async () => {
        const statuses = new Set<number>();
        for (let connection = 0; connection < 4; connection++) statuses.add(await statusAt(system.url, key));
        return statuses.size === 1 && statuses.has(wanted) ? true : undefined;
      });
    await everywhere(401);
    await everywhere(200, credential);
    await ledger.revoke(record.id);
    await everywhere(401, credential);
  });

  it('follows them while Redis is frozen, and stops nobody', async () => {
    system = await TestSystem.start({ workers: 0, env: { MODELS_DIR: models.path } });
    ledger = new KeyLedger(system.store);
    const mark = markProcess(system.redis.pid);
    if (mark === null) throw new Error('there is no Redis');
    signalProcess(mark, 'SIGSTOP');
    try {
      const { credential, record } = await ledger.create(WISH);
      await becomes(401, system.url);
      expect(await statusAt(system.url, credential)).toBe(200);
      await ledger.revoke(record.id);
      await becomes(401, system.url, credential);
    } finally {
      signalProcess(mark, 'SIGCONT');
    }
  });

  it('manages keys over HTTP, each change known at once to the process that made it', async () => {
    system = await TestSystem.start({ workers: 0, env: { MODELS_DIR: models.path, LIMIT_TIMEOUT_MS: '10000' } });
    const send = async (method: string, path: string, key: string | null, body?: object): Promise<Response> =>
      fetch(`${system.url}/v1/keys${path}`, {
        method,
        headers: { ...(key !== null && { 'x-api-key': key }), ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
    const issued = async (answer: Response): Promise<{ id: string; key: string; tenant: string }> => {
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
      return (await answer.json()) as { id: string; key: string; tenant: string };
    };
    const admin = await issued(await send('POST', '', null, { name: 'admin', role: 'admin', tenant: 'acme' }));
    expect(await statusAt(system.url)).toBe(401);

    const expires_at = new Date(Date.now() + 60_000).toISOString();
    const ops = await issued(await send('POST', '', admin.key, { name: 'ops', role: 'ops', expires_at }));
    expect(ops.tenant).toBe('acme');
    const next = await issued(await send('POST', `/${ops.id}/rotate`, admin.key, { overlap_seconds: 0 }));
    expect([await statusAt(system.url, ops.key), await statusAt(system.url, next.key)]).toEqual([401, 200]);
    expect((await send('POST', `/${ops.id}/rotate`, admin.key)).status).toBe(409);
    const kept = await issued(await send('POST', `/${next.id}/rotate`, admin.key));
    expect([await statusAt(system.url, next.key), await statusAt(system.url, kept.key)]).toEqual([200, 200]);
    expect((await send('DELETE', `/${next.id}`, admin.key)).status).toBe(204);
    expect(await statusAt(system.url, next.key)).toBe(401);
    expect((await send('DELETE', `/${newId()}`, admin.key)).status).toBe(404);

    const list = await (await send('GET', '', admin.key)).text();
    const { keys } = JSON.parse(list) as { keys: { state: string }[] };
    expect(keys.map(({ state }) => state)).toEqual(['active', 'revoked', 'revoked', 'active']);
    for (const { key } of [admin, ops, next, kept]) expect(list).not.toContain(key.split('.')[1]);

    for (const wrong of [
      {},
      { name: ' ', role: 'ops' },
      { name: 'x', role: 'root' },
      { name: 'x', role: 'ops', tenant: 'A/b' },
    ])
      expect((await send('POST', '', admin.key, wrong)).status).toBe(422);
    const past = { name: 'x', role: 'ops', expires_at: '2020-01-01T00:00:00Z' };
    expect((await send('POST', '', admin.key, past)).status).toBe(422);
  });
});
