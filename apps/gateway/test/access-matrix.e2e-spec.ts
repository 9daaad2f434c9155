import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { ROLES, type Role } from '@sluice/access';
import { BatchKeys } from '@sluice/batches';
import { newId } from '@sluice/contracts';
import { aBatch, TestSystem, until } from '@sluice/testing';
import { Deliveries } from '@sluice/webhooks';
import { Keyring, OUTSIDERS } from './keyring.fixture';
import { problemIn } from './problem';

interface Operation {
  readonly 'x-roles'?: readonly Role[];
  readonly security?: readonly object[];
}
interface Route {
  readonly method: string;
  readonly path: string;
  /** null: everybody. */
  readonly roles: readonly Role[] | null;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];
const [OWNER, OTHER] = ['acme', 'globex'];
/** Nobody has such a thing, so that a role which is let in changes nothing. */
const MISSING = newId();
/** Neither page nor asset of /docs is in OpenAPI. */
const DOCS = ['/docs', '/docs/swagger-ui-init.js', '/openapi.json'];

describe('every route', () => {
  let system: TestSystem;
  let keys: Keyring;
  let routes: Route[];

  beforeAll(async () => {
    // Of lines that tell of failures some are left out. Outsiders are refused on every route here, which is more often than anybody may try.
    const env = { LOG_SAMPLE_RATE: '1', SESSION_TIMEOUT_MS: '10000', LIMIT_TIMEOUT_MS: '10000', LIMIT_LOGIN: 'off' };
    system = await TestSystem.start({ workers: 0, env });
    keys = await Keyring.make(system, [OWNER, OTHER]);
    const document = (await (await fetch(`${system.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        if (operation === undefined) return [];
        const roles = operation['x-roles'] ?? null;
        expect([path, operation.security?.length]).toEqual([path, roles === null ? 0 : 2]);
        const both = path.startsWith('/v1/') ? [path, path.slice('/v1'.length)] : [path];
        const methods = method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];
        return both.flatMap((served) => methods.map((name) => ({ method: name, path: served, roles })));
      }),
    );
    routes = [...documented, ...DOCS.map((path) => ({ method: 'GET', path, roles: null }))];
  });
  afterAll(() => system.stop());

  const ask = ({ method, path }: Route, headers: Readonly<Record<string, string>>, id = MISSING): Promise<Response> => {
    const filled = path.replace('{id}', id).replace('{name}', 'abuse').replace('{version}', '9.9.9');
    const hasBody = method === 'POST' || method === 'PUT';
    return fetch(system.url + filled, {
      method,
      headers: { ...headers, ...(hasBody && { 'content-type': 'application/json' }) },
      ...(hasBody && { body: '{"revision":1}' }),
    });
  };
  const statusOf = async (route: Route, headers: Readonly<Record<string, string>>, id?: string): Promise<number> => {
    const answer = await ask(route, headers, id);
    await answer.body?.cancel();
    return answer.status;
  };
  const shown = ({ method, path }: Route, who: string): string => `${method} ${path} as ${who}`;

  it('is one of a good many, with the hot route, the protocol, metrics and keys among them', () => {
    const all = routes.map(({ method, path }) => `${method} ${path}`);
    expect(all.length).toBeGreaterThan(80);
    expect(all).toEqual(
      expect.arrayContaining(['POST /v1/predict', 'POST /predict', 'GET /metrics', 'DELETE /v1/keys/{id}', 'GET /v2']),
    );
    const open = routes.filter(({ roles, method }) => roles === null && method === 'GET').map(({ path }) => path);
    expect(open.sort()).toEqual(
      ['/', '/health', '/health/live', '/health/ready', '/v2', '/v2/health/live', '/v2/health/ready', ...DOCS].sort(),
    );
  });

  it('is in the table of docs/operations/access.md with its roles', async () => {
    const page = await readFile(join(__dirname, '../../../docs/operations/access.md'), 'utf8');
    const written = [...page.matchAll(/^\| `([A-Z]+ \/\S*)` +\| ([a-z, ]+?) +\|$/gm)].map(
      ([, route, roles]) => `${route ?? ''}: ${roles ?? ''}`,
    );
    const isOfGet = ({ method, path }: Route): boolean =>
      method === 'HEAD' && routes.some((other) => other.method === 'GET' && other.path === path);
    const canonical = routes.filter((route) => !isOfGet(route) && /^\/(v1|v2|metrics)/.test(route.path));
    const declared = canonical.flatMap(({ method, path, roles }) => {
      const named = roles?.filter((role) => role !== 'admin').join(', ');
      return named === undefined ? [] : [`${method} ${path}: ${named || 'admin alone'}`];
    });
    expect(written.sort()).toEqual(declared.sort());
  });

  it.each(OUTSIDERS)('lets in %s only where everybody may go', async (who) => {
    const escapes: string[] = [];
    for (const route of routes) {
      const status = await statusOf(route, keys.outsider(who));
      const isRight = route.roles === null ? status < 400 : status === 401;
      if (!isRight) escapes.push(`${shown(route, who)}: ${status}`);
    }
    expect(escapes).toEqual([]);
  });

  it.each(ROLES)('lets in %s where its role is declared, and nowhere else', async (role) => {
    const escapes: string[] = [];
    for (const route of routes) {
      const status = await statusOf(route, keys.headers(OWNER, role));
      const mayUse = route.roles === null || route.roles.includes(role);
      const isRight = mayUse ? status !== 401 && status !== 403 && status < 500 : status === 403;
      if (!isRight) escapes.push(`${shown(route, role)}: ${status}`);
    }
    expect(escapes).toEqual([]);
  });

  it('of an object answers others as if there were none', async () => {
    const headers = { ...keys.headers(OWNER, 'analyst'), 'content-type': 'text/csv' };
    const submitted = await fetch(`${system.url}/v1/batch`, { method: 'POST', headers, body: aBatch({ rows: 3 }) });
    const { id } = (await submitted.json()) as { id: string };
    const manifest = await system.store.get(new BatchKeys({ tenant: OWNER, id }).manifest);
    expect(JSON.parse(String(manifest))).toMatchObject({
      tenant: OWNER,
      key_id: keys.of(OWNER, 'analyst').split('.')[0],
    });
    const call = { texts: ['hello'], session_id: id, user_id: id };
    await fetch(`${system.url}/v1/predict`, {
      method: 'POST',
      headers: { ...keys.headers(OWNER, 'client'), 'content-type': 'application/json' },
      body: JSON.stringify(call),
    });
    const url = 'https://example.com/hook';
    const event = { tenant: OWNER, id, type: 'batch.completed', url, at: 0, batchId: null, sessionId: null, data: {} };
    await new Deliveries(system.store).create(event);
    const endpoint = { id, url, state: 'disabled', at: 0 };
    await system.store.putIfAbsent(`webhooks/${OWNER}/endpoints/${id}/000001`, JSON.stringify(endpoint));
    const withId = routes.filter(({ path }) => /^\/v1\/(batch|sessions|users|webhooks\/\w+)\/\{id\}/.test(path));
    expect(withId.length).toBeGreaterThanOrEqual(12);
    // Deletes come last: until then the owner finds everything.
    for (const route of withId.sort(({ method }) => (method === 'DELETE' ? 1 : -1))) {
      for (const role of ['analyst', 'admin'] as const) {
        const theirs = keys.headers(OTHER, role);
        const [foreign, missing] = [await ask(route, theirs, id), await ask(route, theirs, MISSING)];
        expect([shown(route, role), foreign.status]).toEqual([shown(route, role), 404]);
        const texts = [await foreign.text(), await missing.text()];
        const requests = [foreign, missing].map((answer) => answer.headers.get('x-request-id') ?? '?');
        const [first, second] = texts.map((text, i) => text.replaceAll(requests[i] ?? '', 'R'));
        expect(first).toBe(second);
      }
      const owners = await statusOf(route, keys.headers(OWNER, 'analyst'), id);
      expect([shown(route, 'owner'), owners === 404]).toEqual([shown(route, 'owner'), false]);
    }
  });

  it('that lists shows what is of the tenant alone', async () => {
    const headers = { ...keys.headers(OWNER, 'analyst'), 'content-type': 'text/csv' };
    await fetch(`${system.url}/v1/batch`, { method: 'POST', headers, body: aBatch({ rows: 3 }) });
    await new Deliveries(system.store).create({
      ...{ tenant: OWNER, id: newId(), type: 'batch.completed', url: 'https://example.com/', at: 0 },
      ...{ batchId: null, sessionId: null, data: {} },
    });
    const listed = async (path: string, tenant: string): Promise<number | undefined> => {
      const answer = await fetch(`${system.url}/v1/${path}`, { headers: keys.headers(tenant, 'analyst') });
      return Object.values((await answer.json()) as Record<string, unknown[]>)[0]?.length;
    };
    expect([await listed('batch', OWNER), await listed('batch', OTHER)]).toEqual([1, 0]);
    expect(await listed('webhooks/deliveries', OWNER)).toBeGreaterThan(0);
    expect(await listed('webhooks/deliveries', OTHER)).toBe(0);
  });

  it('says what is wrong: a problem, in the words of the protocol under /v2, with WWW-Authenticate', async () => {
    const [none, bad] = [{}, keys.outsider('unknown')];
    const anonymous = await fetch(`${system.url}/v1/models`, { headers: none });
    expect(anonymous.headers.get('www-authenticate')).toBe('Bearer realm="sluice"');
    expect((await problemIn(anonymous)).problem.code).toBe('UNAUTHENTICATED');
    const unknown = await fetch(`${system.url}/v1/models`, { headers: bad });
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer realm="sluice", error="invalid_token"');
    const forbidden = await problemIn(await fetch(`${system.url}/v1/keys`, { headers: keys.headers(OWNER, 'ops') }));
    expect([forbidden.status, forbidden.problem.code]).toEqual([403, 'FORBIDDEN']);
    const oip = await fetch(`${system.url}/v2/models/abuse`, { headers: none });
    expect([oip.status, Object.keys((await oip.json()) as object)]).toEqual([401, ['error']]);
  });

  it('takes a key in either header, and no other scheme', async () => {
    const key = keys.of(OWNER, 'client');
    const status = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await fetch(`${system.url}/v1/models`, { headers })).status;
    expect(await status({ 'x-api-key': key })).toBe(200);
    expect(await status({ authorization: `bearer ${key}` })).toBe(200);
    expect(await status({ authorization: `Basic ${Buffer.from(`key:${key}`).toString('base64')}` })).toBe(401);
    expect(await status({ authorization: key })).toBe(401);
    expect(await status({ 'x-api-key': '', authorization: `Bearer ${key}` })).toBe(401);
    expect(await status({ 'x-api-key': `${key}, ${key}` })).toBe(401);
  });

  it.each([
    ['nobody', 401, {}],
    ['a key of another role', 403, { role: 'client' as const }],
  ])('answers %s before a byte of the body has come', async (_, status, { role }: { readonly role?: Role }) => {
    const headers = {
      'content-type': 'text/csv',
      'content-length': String(2 ** 30),
      ...(role && keys.headers(OWNER, role)),
    };
    const sent = request(`${system.url}/v1/batch`, { method: 'POST', headers });
    sent.flushHeaders();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(status);
    sent.on('error', () => undefined).destroy();
  });

  it('leaves in the log whose a request was, and no secret', async () => {
    const headers = { ...keys.headers(OWNER, 'client'), 'x-request-id': 'whose-was-it' };
    await fetch(`${system.url}/v1/models`, { headers });
    const line = await until('the line of the request', () =>
      system.gateway.lastOutput.split('\n').find((written) => /whose-was-it.*\}$/.test(written)),
    );
    expect(JSON.parse(line)).toMatchObject({ status: 200, keyId: keys.of(OWNER, 'client').split('.')[0] });
    const log = system.gateway.lastOutput;
    expect(keys.secrets().filter((secret) => log.includes(secret))).toEqual([]);
  });
});
