import { newId } from '@sluice/contracts';
import type { FastifyRequest } from 'fastify';
import { GuardedApp, signedPost } from '../../test/guarded-app.fixture';
import { signedHeaders } from './signed-request';

const BODY = '{"texts":["hello"]}';
const PATH = '/a?b=c';
const WINDOW_MS = 300_000;

describe('signed requests', () => {
  const required = new GuardedApp({ signing: 'required' }).route('/a', { signable: true }).route('/other');
  const key = required.key('client');
  const send = (headers: Readonly<Record<string, string>>, body = BODY, path = PATH): ReturnType<GuardedApp['send']> =>
    required.send(path, headers, body);

  it('are taken as those of their key', async () => {
    expect(await send(signedPost(key, PATH, BODY))).toMatchObject({
      status: 200,
      body: { keyId: key.split('.')[0], role: 'client' },
    });
  });

  it('are taken once', async () => {
    const headers = signedPost(key, PATH, BODY);
    expect([(await send(headers)).status, (await send(headers)).status]).toEqual([200, 401]);
    const other = required.key('client');
    const [mine, theirs] = [signedPost(key, PATH, BODY), signedPost(other, PATH, BODY)];
    expect([(await send(mine)).status, (await send(theirs)).status]).toEqual([200, 200]);
  });

  it('use up no nonce when their signature is wrong', async () => {
    const headers = signedPost(key, PATH, BODY);
    const wrong = { ...headers, 'x-signature': signedPost(key, PATH, `${BODY} `)['x-signature'] ?? '' };
    expect([(await send(wrong)).status, (await send(headers)).status]).toEqual([401, 200]);
  });

  it.each([
    ['x-api-key', newId()],
    ['x-api-key', 'a'],
    ['x-api-key', `${key.split('.')[0] ?? ''}0`],
    ['x-api-key', `0${key.split('.')[0] ?? ''}`],
    ['x-timestamp', '1'],
    ['x-timestamp', '17666666666660'],
    ['x-timestamp', 'x1766666666666'],
    ['x-nonce', 'another-nonce'],
    ['x-nonce', 'short'],
    ['x-nonce', `${'n'.repeat(64)}n`],
    ['x-nonce', 'with blanks'],
    ['content-digest', 'sha-256=::'],
    ['content-digest', `sha-512=:${'a'.repeat(43)}=:`],
    ['x-signature', 'x'],
    ['x-signature', `${'a'.repeat(43)}=`],
  ])('are refused with another %s', async (name, value) => {
    expect((await send({ ...signedPost(key, PATH, BODY), [name]: value })).status).toBe(401);
  });

  it.each(['x-timestamp', 'x-nonce', 'content-digest'])('are refused without %s', async (name) => {
    const headers = Object.entries(signedPost(key, PATH, BODY)).filter(([sent]) => sent !== name);
    expect((await send(Object.fromEntries(headers))).status).toBe(401);
  });

  it('are refused with another path, query or body', async () => {
    expect((await send(signedPost(key, '/a', BODY))).status).toBe(401);
    expect((await send(signedPost(key, PATH, BODY), BODY, '/a')).status).toBe(401);
    const answer = await send(signedPost(key, PATH, BODY), BODY.replace('hello', 'hallo'));
    expect([answer.status, answer.body['code']]).toEqual([401, 'UNAUTHENTICATED']);
    expect(answer.body['detail']).toMatch(/not the one that Content-Digest says/);
  });

  it('cannot be forms', async () => {
    const headers = { ...signedPost(key, PATH, BODY), 'content-type': 'Multipart/form-data; boundary=x' };
    const answer = await send(headers);
    expect([answer.status, answer.body['code']]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(answer.body['detail']).toMatch(/a form cannot be signed/);
  });

  it('are needed where they are required, and nowhere else', async () => {
    const answer = await send({ 'x-api-key': key, 'content-type': 'application/json' });
    expect([answer.status, answer.body['code']]).toEqual([401, 'UNAUTHENTICATED']);
    expect(answer.body['detail']).toMatch(/must be signed: send X-API-Key/);
    expect((await required.send('/other', { 'x-api-key': key })).status).toBe(200);
    expect((await required.send('/other', signedPost(key, '/other', BODY), BODY)).status).toBe(401);
  });

  it('may be sent, or not, where they are optional, and are none where they are off', async () => {
    const optional = new GuardedApp({ signing: 'optional' }).route('/a', { signable: true });
    const theirs = optional.key('client');
    const plain = { 'x-api-key': theirs, 'content-type': 'application/json' };
    expect((await optional.send(PATH, plain, BODY)).status).toBe(200);
    expect((await optional.send(PATH, signedPost(theirs, PATH, BODY), BODY)).status).toBe(200);
    const off = new GuardedApp().route('/a', { signable: true });
    const key = off.key('client');
    expect((await off.send(PATH, signedPost(key, PATH, BODY), BODY)).status).toBe(401);
    expect((await off.send(PATH, { ...signedPost(key, PATH, BODY), 'x-api-key': key }, BODY)).status).toBe(200);
  });

  describe('by their headers', () => {
    const at = 1_766_666_666_666;
    const read = (headers: Readonly<Record<string, string>>, nowMs = at): ReturnType<typeof signedHeaders> => {
      const request = {
        headers: { ...signedPost(key, PATH, BODY, at), ...headers },
        method: 'POST',
        raw: { url: PATH },
      };
      // All that is read of a request.
      return signedHeaders(request as unknown as FastifyRequest, nowMs);
    };

    it('are of their time, a window either way', () => {
      const times = [-WINDOW_MS - 1, -WINDOW_MS, 0, WINDOW_MS, WINDOW_MS + 1].map((ms) => read({}, at + ms) !== null);
      expect(times).toEqual([false, true, true, true, false]);
    });

    it.each(['x-api-key', 'x-timestamp', 'x-nonce', 'content-digest', 'x-signature'])(
      'have nothing around %s',
      (name) => {
        const value = signedPost(key, PATH, BODY, at)[name] ?? '';
        expect(read({ [name]: value })).not.toBeNull();
        for (const around of [` ${value}`, `${value} `, '']) expect(read({ [name]: around })).toBeNull();
      },
    );

    it('are no form, whatever else the content is called', () => {
      expect(() => read({ 'content-type': 'multipart/form-data' })).toThrow('a form cannot be signed');
      expect(read({ 'content-type': 'text/x-multipart/form-data' })).not.toBeNull();
    });
  });
});
