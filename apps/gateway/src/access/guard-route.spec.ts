import { LOCAL_ADMIN, ROLES } from '@sluice/access';
import { newId } from '@sluice/contracts';
import { GuardedApp } from '../../test/guarded-app.fixture';

const basic = (key: string): string => `Basic ${Buffer.from(key.replace('.', ':')).toString('base64')}`;
const MINUTE = 60_000;
const INVALID = 'Bearer realm="sluice", error="invalid_token"';

describe('the guard of a route', () => {
  describe('while there is no key', () => {
    const app = new GuardedApp().route('/a');

    it('lets in everybody as admin of the local tenant', async () => {
      expect(await app.send('/a')).toMatchObject({ status: 200, body: { ...LOCAL_ADMIN } });
      expect(await app.send('/a', { 'x-api-key': 'no key at all' })).toMatchObject({ status: 200 });
    });

    it('lets in nobody who was led here by a site', async () => {
      const answer = await app.send('/a', { host: 'evil.example' });
      expect([answer.status, answer.body['code']]).toEqual([403, 'FORBIDDEN']);
      expect(answer.body['detail']).toMatch(/no keys yet.*Make a key/);
    });

    it('refuses a key that it does not know', async () => {
      const unknown = `${newId()}.${app.key('admin').split('.')[1] ?? ''}`;
      const open = new GuardedApp().route('/a');
      expect(await open.send('/a', { 'x-api-key': unknown })).toMatchObject({ status: 401 });
    });
  });

  describe('with keys', () => {
    const app = new GuardedApp().route('/a').route('/admin', { access: [] }).route('/page', { access: [], page: true });
    const [client, admin, ops] = [app.key('client'), app.key('admin'), app.key('ops')];

    it('asks nobody in particular for one', async () => {
      const answer = await app.send('/a');
      expect([answer.status, answer.body['code']]).toEqual([401, 'UNAUTHENTICATED']);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="sluice"');
      expect(answer.body['detail']).toMatch(/needs a key. Send yours as X-API-Key/);
    });

    it.each([
      ['unknown', { 'x-api-key': `${newId()}.${client.split('.')[1] ?? ''}` }],
      ['empty', { 'x-api-key': '' }],
      ['of another scheme', { authorization: basic(client) }],
      ['of no scheme', { authorization: client }],
      ['behind other words', { authorization: `x Bearer ${client}` }],
      ['followed by others', { authorization: `Bearer ${client}\tx` }],
      ['good in one header and bad in the first', { 'x-api-key': 'x', authorization: `Bearer ${client}` }],
    ])('refuses a credential that is %s', async (_, headers) => {
      const answer = await app.send('/a', headers);
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, INVALID]);
      expect(answer.body['detail']).toMatch(/not known, was revoked, or has expired/);
    });

    it.each([
      ['X-API-Key', { 'x-api-key': client }],
      ['Bearer', { authorization: `Bearer ${client}` }],
      ['bearer and blanks', { authorization: `bearer   ${client}` }],
      ['X-API-Key beside something else', { 'x-api-key': client, authorization: 'Bearer x' }],
    ])('takes one by %s', async (_, headers) => {
      const answer = await app.send('/a', headers);
      expect(answer).toMatchObject({
        status: 200,
        body: { keyId: client.split('.')[0], tenant: 'acme', role: 'client' },
      });
    });

    it('lets in the roles that are declared, and admin', async () => {
      const statuses = await Promise.all(
        ROLES.map(async (role) => [role, (await app.send('/a', { 'x-api-key': app.key(role) })).status]),
      );
      expect(statuses).toEqual(ROLES.map((role) => [role, ['client', 'admin'].includes(role) ? 200 : 403]));
      const refused = await app.send('/a', { 'x-api-key': ops });
      expect(refused.body['detail']).toBe('This key has the role ops; this path is for client, admin.');
      expect((await app.send('/admin', { 'x-api-key': admin })).status).toBe(200);
      expect((await app.send('/admin', { 'x-api-key': client })).status).toBe(403);
    });

    it('takes one by Basic where a page is, and asks for it there', async () => {
      expect((await app.send('/page', { authorization: basic(admin).replace(' ', '   ') })).status).toBe(200);
      for (const headers of [
        { authorization: basic(admin) },
        { authorization: basic(admin).toUpperCase().slice(0, 5) + basic(admin).slice(5) },
      ])
        expect((await app.send('/page', headers)).status).toBe(200);
      expect((await app.send('/page', { authorization: `Bearer ${admin}` })).status).toBe(200);
      expect((await app.send('/page', { authorization: basic(client) })).status).toBe(403);
      for (const authorization of [
        undefined,
        basic(`${admin}x`),
        `x ${basic(admin)}`,
        `${basic(admin)} x`,
        'Basic',
        'Basic x',
      ]) {
        const answer = await app.send('/page', authorization === undefined ? {} : { authorization });
        expect([answer.status, answer.headers['www-authenticate']]).toEqual([
          401,
          'Basic realm="sluice", charset="UTF-8"',
        ]);
      }
    });
  });

  describe('with limits', () => {
    it('takes tokens of a key after its role, those of each key apart', async () => {
      const limits = { predict: { limit: 2, windowMs: MINUTE }, batch: { limit: 1, windowMs: MINUTE } };
      const app = new GuardedApp({ limits })
        .route('/a')
        .route('/b', { bucket: 'batch' })
        .route('/admin', { access: [] });
      const [one, other] = [{ 'x-api-key': app.key('client') }, { 'x-api-key': app.key('client') }];
      expect((await app.send('/admin', one)).status).toBe(403);
      const first = await app.send('/a', one);
      expect([first.headers['ratelimit-policy'], first.headers['ratelimit']]).toEqual([
        '"predict";q=2;w=60',
        expect.stringMatching(/^"predict";r=1;t=\d+$/),
      ]);
      expect((await app.send('/a', one)).status).toBe(200);
      const refused = await app.send('/a', one);
      expect([refused.status, refused.body['code']]).toEqual([429, 'TOO_MANY_REQUESTS']);
      expect(refused.body['detail']).toMatch(/This key has used up its requests/);
      const seconds = Number(refused.headers['retry-after']);
      expect([seconds > 30, seconds <= 66]).toEqual([true, true]);
      expect(refused.headers['ratelimit']).toBe(`"predict";r=0;t=${seconds}`);
      expect((await app.send('/a', other)).status).toBe(200);
      expect((await app.send('/b', one)).status).toBe(200);
    });

    it('takes tokens of an address before it looks at the credential', async () => {
      const app = new GuardedApp({ limits: { address: { limit: 1, windowMs: MINUTE } } }).route('/a');
      const headers = { 'x-api-key': app.key('client') };
      const passed = await app.send('/a', headers);
      expect([passed.status, passed.headers['ratelimit']]).toEqual([200, undefined]);
      for (const sent of [headers, {}, { 'x-api-key': 'x' }]) {
        const refused = await app.send('/a', sent);
        expect([refused.status, refused.headers['ratelimit-policy']]).toEqual([429, '"address";q=1;w=60']);
        expect(refused.body['detail']).toMatch(/came from this address/);
      }
      const elsewhere = await app.server.inject({ method: 'POST', url: '/a', headers, remoteAddress: '10.0.0.2' });
      expect(elsewhere.statusCode).toBe(200);
    });

    it('takes no token of an address as long as there is no key', async () => {
      const app = new GuardedApp({ limits: { address: { limit: 1, windowMs: MINUTE } } }).route('/a');
      expect([(await app.send('/a')).status, (await app.send('/a')).status]).toEqual([200, 200]);
    });

    it('locks out who guesses, by the id that is guessed at, and never a valid key', async () => {
      const app = new GuardedApp({ limits: { login: { limit: 1, windowMs: MINUTE } } }).route('/a');
      const key = app.key('client');
      const [id = '', secret = ''] = key.split('.');
      const tries = [
        `${id}.${secret}`.replace(secret, app.key('ops').split('.')[1] ?? ''),
        `${newId()}.${secret}`,
        'no key',
        'a.b.c',
        newId(),
      ];
      for (const credential of tries) expect((await app.send('/a', { 'x-api-key': credential })).status).toBe(401);
      for (const credential of tries) {
        const locked = await app.send('/a', { 'x-api-key': credential });
        expect([locked.status, locked.body['code']]).toEqual([429, 'TOO_MANY_REQUESTS']);
        expect(locked.body['detail']).toMatch(/Too many credentials were refused/);
      }
      // Of one kind each: whoever sends other rubbish has been here before.
      expect((await app.send('/a', { 'x-api-key': 'other rubbish' })).status).toBe(429);
      expect((await app.send('/a', { 'x-api-key': 'x.y.z' })).status).toBe(429);
      expect((await app.send('/a', { 'x-api-key': id })).status).toBe(429);
      expect((await app.send('/a', { 'x-api-key': newId() })).status).toBe(401);
      expect([(await app.send('/a')).status, (await app.send('/a')).status]).toEqual([401, 401]);
      expect((await app.send('/a', { 'x-api-key': key })).status).toBe(200);
    });

    it('refuses what changes the service while they cannot be counted for all', async () => {
      const limits = { admin: { limit: 9, windowMs: MINUTE } };
      const app = new GuardedApp({ limits }).route('/a', { bucket: 'admin' });
      const answer = await app.send('/a', { 'x-api-key': app.key('admin') });
      expect([answer.status, answer.body['code']]).toEqual([503, 'LIMITS_UNAVAILABLE']);
      expect(answer.body['detail']).toMatch(/Try again; npm run keys works/);
    });
  });
});
