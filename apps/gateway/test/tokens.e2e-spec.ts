import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plant } from '@sluice/testing';
import { SignJWT } from 'jose';
import { LimitedGateways, predict, send } from './limited-gateway.fixture';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const JWKS = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }] });
const SETTINGS = {
  ...{ JWT_ISSUER: 'https://idp.example/', JWT_AUDIENCE: 'sluice', JWT_TENANT_CLAIM: 'tenant' },
  JWT_ROLES: 'scoring=client,people=analyst',
};

async function token(role: string, tenant = 'acme', expires = '5m'): Promise<string> {
  const signed = await new SignJWT({ role, tenant })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setSubject('somebody')
    .setIssuer(SETTINGS.JWT_ISSUER)
    .setAudience(SETTINGS.JWT_AUDIENCE)
    .setExpirationTime(expires)
    .sign(privateKey);
  return plant('token', signed);
}

const bearer = (url: string, path: string, text: string): Promise<Response> =>
  fetch(`${url}${path}`, { headers: { authorization: `Bearer ${text}` } });

describe('a gateway that takes tokens', () => {
  let gateways: LimitedGateways;
  let server: Server;

  beforeAll(async () => {
    gateways = await LimitedGateways.make();
    server = createServer((_, answer) => answer.end(JWKS)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => gateways.reset());
  afterAll(async () => {
    server.close();
    await gateways.stop();
  });
  const jwks = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;

  it('is not open, and lets tokens in by their role, under the limits of keys', async () => {
    const url = await gateways.start({ ...SETTINGS, JWT_JWKS: jwks(), LIMIT_BATCH: '2/60s' });
    expect((await send(url, '/v1/models')).status).toBe(401);
    const client = await token('scoring');
    expect((await bearer(url, '/v1/models', client)).status).toBe(200);
    expect((await bearer(url, '/v1/batch', client)).status).toBe(403);
    expect((await bearer(url, '/v1/models', client)).status).toBe(200);
    expect((await bearer(url, '/v1/models', client)).status).toBe(429);
    expect((await bearer(url, '/v1/batch', await token('people'))).status).toBe(429);
    expect((await bearer(url, '/v1/batch', await token('nobody'))).status).toBe(403);
    const expired = await bearer(url, '/v1/models', await token('scoring', 'acme', '-1m'));
    expect([expired.status, expired.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="sluice", error="invalid_token"',
    ]);
  });

  it('keeps tenants apart, and takes keys beside tokens', async () => {
    const key = await gateways.key('analyst');
    const url = await gateways.start({ ...SETTINGS, JWT_JWKS: jwks() });
    const submitted = await send(url, '/v1/predict/batch', { key, method: 'POST', body: { texts: ['0.5'] } });
    const { id } = (await submitted.json()) as { id: string };
    expect((await bearer(url, `/v1/batch/${id}/status`, await token('people'))).status).toBe(200);
    expect((await bearer(url, `/v1/batch/${id}/status`, await token('people', 'globex'))).status).toBe(404);
    expect((await predict(url, { key })).status).toBe(200);
  });

  it('starts without the server of its keys, and says to come again', async () => {
    const url = await gateways.start({ ...SETTINGS, JWT_JWKS: 'http://127.0.0.1:1/keys' });
    const answer = await bearer(url, '/v1/models', await token('scoring'));
    expect([answer.status, answer.headers.has('retry-after')]).toEqual([503, true]);
  });

  it('does not start with a secret that is too short, or a role that does not exist', async () => {
    const file = join(tmpdir(), `sluice-secret-${process.pid}`);
    await writeFile(file, 'too short');
    const role = { JWT_JWKS: jwks(), JWT_ROLES: 'people=root' };
    const wrongs: readonly Readonly<Record<string, string>>[] = [{ JWT_SECRET_FILE: file }, role];
    for (const wrong of wrongs) {
      await expect(gateways.start({ ...SETTINGS, ...wrong })).rejects.toThrow('did not start');
    }
  });
});
