import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { KeyLedger } from '@sluice/access';
import { AuditReader } from '@sluice/audit';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { AppProcess, startRedis, until, type TestRedis } from '@sluice/testing';
import { ModelsDir } from '../../../libs/inference/test/models-dir.fixture';

const tls = (name: string): string => join(__dirname, 'tls', name);
const CA = ['one', 'other'].map((name) => readFileSync(tls(`${name}.cert.pem`)));

let redis: TestRedis;
let models: ModelsDir;
let folder: string;
let store: ObjectStore;
let gateway: AppProcess | undefined;

beforeAll(async () => {
  redis = await startRedis();
  models = await ModelsDir.create();
  await models.add({ name: 'abuse' });
});
afterAll(async () => {
  await models.remove();
  await redis.stop();
});
beforeEach(async () => {
  await redis.flush();
  folder = await mkdtemp(join(tmpdir(), 'sluice-network-'));
  store = await openFolder(join(folder, 'store'));
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await rm(folder, { recursive: true });
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
  const variables = { REDIS_URL: redis.url, DATA_DIR: folder, MODELS_DIR: models.path, PORT: '0', ...env };
  gateway = await AppProcess.start('gateway', variables);
  return gateway;
}

/** The common name of the certificate, and the headers of the answer. */
async function ask(url: string): Promise<{ name: string; headers: IncomingMessage['headers'] }> {
  const [answer] = (await once(request(`${url}/health`, { ca: CA, agent: false }).end(), 'response')) as [
    IncomingMessage,
  ];
  const name = String((answer.socket as TLSSocket).getPeerCertificate().subject.CN);
  await answer.resume().toArray();
  return { name, headers: answer.headers };
}

describe('a gateway with a certificate', () => {
  const files = async (name: string): Promise<Readonly<Record<string, string>>> => {
    const [TLS_CERT_FILE, TLS_KEY_FILE] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await copyFile(tls(`${name}.cert.pem`), TLS_CERT_FILE);
    await copyFile(tls(`${name}.key.pem`), TLS_KEY_FILE);
    return { TLS_CERT_FILE, TLS_KEY_FILE };
  };

  it('speaks HTTPS alone, says so to browsers, and takes a new certificate while it runs', async () => {
    const { address } = await start(await files('one'));
    expect(address).toMatch(/^https:/);
    const first = await ask(address);
    expect([first.name, first.headers['strict-transport-security']]).toEqual(['sluice test one', 'max-age=31536000']);
    await expect(fetch(address.replace('https:', 'http:'))).rejects.toThrow();

    await writeFile(join(folder, 'cert.pem'), 'nothing');
    await until('the broken one to be refused', () =>
      Promise.resolve(gateway?.lastOutput.includes('the old one goes on') ? true : undefined),
    );
    expect((await ask(address)).name).toBe('sluice test one');
    await files('other');
    await until('the new certificate', async () => ((await ask(address)).name.endsWith('other') ? true : undefined));
  });

  it('does not start with a key of another certificate', async () => {
    const env = { ...(await files('one')), TLS_KEY_FILE: tls('other.key.pem') };
    await expect(start(env)).rejects.toThrow('gateway did not start');
  });
});

describe('a gateway on a Redis that speaks TLS', () => {
  it('uses it when its certificate can be trusted, and does not otherwise', async () => {
    const certificate = { cert: CA[0], key: readFileSync(tls('one.key.pem')) };
    const front = createServer(certificate, (client) => {
      const back = connect(new URL(redis.url).pathname);
      for (const end of [client, back]) end.on('error', () => undefined);
      client.pipe(back).pipe(client);
    });
    await once(front.listen(0, '127.0.0.1'), 'listening');
    const { port } = front.address() as AddressInfo;
    const REDIS_URL = `rediss://127.0.0.1:${port}`;
    const state = async (address: string): Promise<unknown> =>
      ((await (await fetch(`${address}/health`)).json()) as { redis: { ok: boolean } }).redis.ok;
    try {
      const { address } = await start({ REDIS_URL, NODE_EXTRA_CA_CERTS: tls('one.cert.pem') });
      // It does not wait for Redis before it says that it is ready.
      await until('Redis by TLS', async () => ((await state(address)) === true ? true : undefined));
      await gateway?.stop();
      expect(await state((await start({ REDIS_URL })).address)).toBe(false);
    } finally {
      await gateway?.stop();
      front.close();
    }
  });
});

describe('a gateway without further settings', () => {
  it('tells browsers to run nothing of an answer, and lets the docs run their own scripts', async () => {
    const { address } = await start();
    for (const path of ['/health', '/nothing', '/v1/models/none']) {
      const { headers } = await fetch(address + path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      expect(headers.get('strict-transport-security')).toBeNull();
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    const docs = await fetch(`${address}/docs`);
    expect([docs.status, docs.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'self'"),
    ]);
    // What the policy would stop: a script in the page itself.
    expect(await docs.text()).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>\s*\S/);
    expect((await fetch(address, { method: 'OPTIONS' })).status).toBe(405);
  });

  it('believes nobody about where a request comes from, but the proxies of TRUST_PROXY', async () => {
    await new KeyLedger(store).create({ name: 'of a test', role: 'ops', tenant: 'acme', expiresAt: null });
    const failures = async (env: Readonly<Record<string, string>>): Promise<string[]> => {
      const { address } = await start(env);
      const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' };
      expect((await fetch(`${address}/v1/models`, { headers })).status).toBe(401);
      await gateway?.stop();
      const { records } = await new AuditReader(store).page(Number.MAX_SAFE_INTEGER, 1, { action: 'login.failure' });
      return records.map(({ target }) => target);
    };
    expect(await failures({})).toEqual(['127.0.0.1']);
    expect(await failures({ TRUST_PROXY: '10.0.0.0/8' })).toEqual(['127.0.0.1']);
    // The proxy has seen the last one; what a client claims before that is its own matter.
    expect(await failures({ TRUST_PROXY: 'loopback' })).toEqual(['198.51.100.7']);
  });
});

describe('a gateway with CORS_ORIGINS', () => {
  it('lets pages of these origins read what it answers, refusals as well, and no others', async () => {
    const origin = 'https://console.example';
    await new KeyLedger(store).create({ name: 'of a test', role: 'ops', tenant: 'acme', expiresAt: null });
    const { address } = await start({ CORS_ORIGINS: origin });
    const allowed = async (path: string, init: RequestInit): Promise<unknown[]> => {
      const { status, headers } = await fetch(address + path, init);
      return [status, headers.get('access-control-allow-origin')];
    };
    const preflight = { origin, 'access-control-request-method': 'POST' };
    const asked = await fetch(`${address}/v1/predict`, { method: 'OPTIONS', headers: preflight });
    expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([
      204,
      expect.stringContaining('X-API-Key'),
    ]);
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    expect(await allowed('/health', { headers: { origin } })).toEqual([200, origin]);
    expect(await allowed('/v1/models', { headers: { origin } })).toEqual([401, origin]);
    expect(await allowed('/nothing', { headers: { origin } })).toEqual([404, origin]);
    expect(await allowed('/health', { headers: { origin: 'https://evil.example' } })).toEqual([200, null]);
  });
});
