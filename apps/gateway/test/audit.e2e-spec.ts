import { readdir, readFile, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AuditReader, verifyAudit, type AuditRecord } from '@sluice/audit';
import { environmentWith } from '@sluice/platform';
import { aBatch, TestSystem, until } from '@sluice/testing';

const MAIN = (app: string): string => join(__dirname, `../../../dist/apps/${app}/src/main.js`);

interface Said {
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

let system: TestSystem;
let admin: string;

async function command(app: 'audit' | 'keys', ...args: readonly string[]): Promise<Said> {
  const env = { ...environmentWith({ REDIS_URL: system.redis.url, DATA_DIR: system.folder }), NODE_OPTIONS: '' };
  return promisify(execFile)(process.execPath, [MAIN(app), ...args], { env }).catch((error: unknown) => error as Said);
}

async function send(method: string, path: string, body?: object, key = admin): Promise<Response> {
  return fetch(`${system.url}/v1${path}`, {
    method,
    headers: { 'x-api-key': key, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function records(): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  for await (const record of new AuditReader(system.store).all()) found.push(record);
  return found;
}

const short = ({ action, outcome, target, detail }: AuditRecord): unknown[] => [action, outcome, target, detail];

beforeAll(async () => {
  system = await TestSystem.start({ workers: 0, env: { SESSION_TIMEOUT_MS: '10000', LIMIT_TIMEOUT_MS: '10000' } });
  admin = '';
});
afterAll(() => system.stop());

describe('the audit chain of a running system', () => {
  it('has the open start, and the first key by somebody without one', async () => {
    const answer = await fetch(`${system.url}/v1/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'ops team', role: 'admin' }),
    });
    const { id, key } = (await answer.json()) as { id: string; key: string };
    admin = key;
    const found = await records();
    expect(found.map(short)).toEqual([
      ['system.open', 'done', '127.0.0.1', {}],
      ['key.create', 'begun', '', {}],
      ['key.create', 'done', '', { id, name: 'ops team', role: 'admin', tenant: 'local' }],
    ]);
    expect(found[2]).toMatchObject({ actor: 'open', request_id: answer.headers.get('x-request-id') });
    expect(JSON.stringify(found)).not.toContain(key.split('.')[1]);
  });

  it('has every act with who, what and what came of it', async () => {
    const actor = admin.split('.')[0];
    const from = (await records()).length;
    const headers = { 'x-api-key': admin, 'content-type': 'text/csv' };
    const submitted = await fetch(`${system.url}/v1/batch`, { method: 'POST', headers, body: aBatch({ rows: 300 }) });
    const { id } = (await submitted.json()) as { id: string };
    await send('POST', '/models/reload');
    await send('PUT', '/models/abuse/rollout', { pinned: '9.9.9' });
    await send('DELETE', `/keys/${id}`);
    await send('POST', `/batch/${id}/cancel`);
    await send('DELETE', `/batch/${id}`);
    await send('POST', '/predict', { texts: ['x'], session_id: 'a person' }).then((answer) => answer.text());
    await send('POST', '/sessions/nobody/close');
    const found = (await records()).slice(from);
    expect(found.filter(({ outcome }) => outcome === 'begun')).toHaveLength(6);
    expect(found.filter(({ outcome }) => outcome !== 'begun').map(short)).toEqual([
      ['models.reload', 'done', '', { changes: [] }],
      ['rollout.set', 'refused', 'abuse', { status: 422 }],
      ['key.revoke', 'refused', id, { status: 404 }],
      ['batch.cancel', 'done', id, { state: expect.any(String) as string }],
      ['batch.delete', 'done', id, {}],
      ['session.close', 'refused', expect.stringMatching(/^sha256:[0-9a-f]{64}$/), { status: 404 }],
    ]);
    for (const record of found) expect(record).toMatchObject({ actor, tenant: 'local' });
  });

  it('has one record of many failed logins by the same caller, written when the gateway stops at the latest', async () => {
    // The minute after which a gateway writes down whom it has refused begins with its start.
    await system.restartGateway();
    const wrong = `${admin.slice(0, -1)}${admin.endsWith('A') ? 'B' : 'A'}`;
    for (let n = 0; n < 8; n++) expect((await send('GET', '/models', undefined, wrong)).status).toBe(401);
    expect((await send('GET', '/models', undefined, 'swordfish')).status).toBe(401);
    await system.restartGateway();
    const failures = (await records()).filter(({ action }) => action === 'login.failure');
    expect(failures.map(({ actor, target, detail }) => [actor, target, detail])).toEqual([
      ['unknown', '127.0.0.1', { count: 8, key_id: admin.split('.')[0] }],
      ['unknown', '127.0.0.1', { count: 1, key_id: null }],
    ]);
  });

  it('is read by admins, page by page and filtered', async () => {
    const all = (await records()).reverse();
    const seen: AuditRecord[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = cursor === '' ? 'limit=4' : `limit=4&cursor=${cursor}`;
      const page = (await (await send('GET', `/audit?${query}`)).json()) as {
        records: AuditRecord[];
        next_cursor: string | null;
      };
      seen.push(...page.records);
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(all);
    const refused = await (await send('GET', '/audit?outcome=refused&action=key.revoke')).json();
    expect(refused).toMatchObject({ records: [{ action: 'key.revoke', outcome: 'refused' }], next_cursor: null });
    expect((await send('GET', '/audit?from=tomorrow')).status).toBe(400);
    expect((await send('GET', `/audit?from=${encodeURIComponent('2026-99-01T00:00:00Z')}`)).status).toBe(400);
  });

  it('takes what commands and gateways write at the same time, without a gap', async () => {
    const before = (await records()).length;
    const made = Array.from({ length: 4 }, (_, n) => command('keys', 'create', '--role', 'ops', '--name', `n ${n}`));
    const sent = Array.from({ length: 20 }, (_, n) => send('POST', '/keys', { name: `m ${n}`, role: 'client' }));
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array(20).fill(201));
    for (const { stderr } of await Promise.all(made)) expect(stderr).toContain('It is shown this once');
    const report = await verifyAudit(system.store);
    expect(report).toMatchObject({ ok: true, records: before + 48, faults: [] });
    const byHand = (await records()).filter(({ actor }) => actor === 'command line');
    expect(byHand).toHaveLength(8);
  });

  it('gets checkpoints from a worker, and is checked by a command that finds one altered byte', async () => {
    // Only now: a worker that finds no record looks again after ten minutes.
    await system.startWorker();
    await until('a checkpoint', async () =>
      (await system.store.list('audit/checkpoints')).length > 0 ? true : undefined,
    );
    const good = await command('audit', 'verify');
    expect(good.stdout).toMatch(/^\d+:[0-9a-f]{64}\n$/);
    expect(good.stderr).toContain('and 1 checkpoints are as they were written');
    expect((await command('audit', 'verify', '--head', good.stdout.trim())).stdout).toBe(good.stdout);
    const listed = await command('audit', 'list', '--action', 'key.revoke', '--from', '2020-01-01');
    expect(listed.stdout.trim().split('\n')).toHaveLength(2);
    const folder = join(system.folder, 'store/audit/records/000000000');
    const file = join(folder, (await readdir(folder)).sort()[3] ?? '');
    const bytes = await readFile(file);
    await writeFile(file, bytes.toString().replace('admin', 'Admin').replace('reload', 'Reload'));
    const bad = await command('audit', 'verify');
    expect([bad.code, bad.stdout]).toEqual([1, '']);
    expect(bad.stderr).toMatch(/^record 4: it is not as it was written/);
    await writeFile(file, bytes);
  });

  it('refuses an act whose record cannot be written, and does nothing', async () => {
    const keys = await (await send('GET', '/keys')).text();
    const folder = join(system.folder, 'store/audit/records/000000000');
    // Something lies in the place of the next record that is none.
    const { head } = await verifyAudit(system.store);
    await writeFile(join(folder, String(head.seq + 1).padStart(12, '0')), 'nothing\n');
    const answer = await send('POST', '/keys', { name: 'unrecorded', role: 'admin' });
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'STORE_UNAVAILABLE' })]);
    expect(await (await send('GET', '/keys')).text()).toBe(keys);
  });
});
