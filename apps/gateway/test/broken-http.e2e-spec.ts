import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { startProbeApp, type ProbeApp } from './probe-app.fixture';
import { rawProblem, sendRaw } from './raw-http';

const SECRET = 'canary-19be';
const HOST = 'Host: x\r\n';
const CLOSE = 'Connection: close\r\n';
const CONTENT = 'Content-Type: application/json\r\n';
const UNFINISHED = `${HOST}${CONTENT}Content-Length: 100\r\n\r\n{`;

describe('bytes that are not quite HTTP', () => {
  let probe: ProbeApp;
  beforeAll(async () => {
    probe = await startProbeApp({ bodyMs: 300, uploadWindowMs: 60_000 });
    // For answers that leave the connection open because a change hit the header that asks to close it.
    probe.app.getHttpAdapter().getInstance().server.keepAliveTimeout = 300;
  });
  afterAll(async () => {
    await probe.app.close();
  });

  it.each([
    ['no HTTP at all', `${SECRET}\r\n\r\n`, 400, 'BAD_REQUEST'],
    ['a TLS hello', Buffer.from('16030100a5010000a10303', 'hex'), 400, 'BAD_REQUEST'],
    ['an unknown method', `FETCH /${SECRET} HTTP/1.1\r\n${HOST}\r\n`, 400, 'BAD_REQUEST'],
    ['a header without a colon', `GET / HTTP/1.1\r\n${HOST}${SECRET}\r\n\r\n`, 400, 'BAD_REQUEST'],
    ['a control character in a header', `GET / HTTP/1.1\r\n${HOST}a: \u0001\r\n\r\n`, 400, 'BAD_REQUEST'],
    [
      'two lengths',
      `POST /probe HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
      400,
      'BAD_REQUEST',
    ],
    [
      'a length and chunks',
      `POST /probe HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'BAD_REQUEST',
    ],
    ['headers of 20 kB', `GET / HTTP/1.1\r\n${HOST}a: ${SECRET.repeat(2_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
    ['an address of 20 kB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`, 431, 'HEADERS_TOO_LARGE'],
    ['no Host', `GET / HTTP/1.1\r\n${CLOSE}\r\n`, 400, 'INVALID_HEADER'],
    ['CONNECT', `CONNECT ${SECRET}:443 HTTP/1.1\r\n${HOST}\r\n`, 400, 'BAD_REQUEST'],
    ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404, 'NOT_FOUND'],
    ['an address without a slash', `GET *probe HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404, 'NOT_FOUND'],
    ['a NUL in the path', `GET /%00${SECRET} HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404, 'NOT_FOUND'],
  ])('answers %s with a problem and closes', async (_name, bytes, status, code) => {
    const answer = await sendRaw(probe.port, bytes);
    const problem = rawProblem(answer);
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n');
    expect(answer).not.toContain(SECRET);
  });

  it('answers a chunk that is no chunk', async () => {
    const head = `POST /probe HTTP/1.1\r\n${HOST}${CONTENT}Transfer-Encoding: chunked\r\n\r\n`;
    expect(rawProblem(await sendRaw(probe.port, `${head}zz\r\n`)).status).toBe(400);
  });

  it('serves HTTP/1.0 without a Host', async () => {
    expect(await sendRaw(probe.port, 'GET /health/live HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('ignores an Expect that it does not know', async () => {
    const answer = await sendRaw(probe.port, `GET /health/live HTTP/1.1\r\n${HOST}${CLOSE}Expect: cake\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('cuts headers that do not end', async () => {
    const problem = rawProblem(await sendRaw(probe.port, `GET / HTTP/1.1\r\n${HOST}a: b`));
    expect([problem.status, problem.code]).toEqual([408, 'REQUEST_TIMEOUT']);
  });

  it('cuts a body that does not end', async () => {
    const answer = await sendRaw(probe.port, `POST /probe HTTP/1.1\r\n${UNFINISHED}`);
    expect(rawProblem(answer).code).toBe('REQUEST_TIMEOUT');
  });

  it('cuts a body that nobody waits for, too', async () => {
    expect(await sendRaw(probe.port, `POST /nowhere HTTP/1.1\r\n${UNFINISHED}`)).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('gives a file all the time that its own rule gives', async () => {
    const upload = connect(probe.port, '127.0.0.1');
    upload.write(`POST /probe/file HTTP/1.1\r\n${CLOSE}${HOST}Content-Type: text/csv\r\nContent-Length: 2\r\n\r\na`);
    await sendRaw(probe.port, `POST /probe HTTP/1.1\r\n${UNFINISHED}`);
    upload.write('b');
    expect(await text(upload)).toMatch(/^HTTP\/1\.1 201 /);
  });

  it('leaves a connection alone that hangs up in the middle of a body', async () => {
    const socket = connect(probe.port, '127.0.0.1');
    socket.end(`POST /probe HTTP/1.1\r\n${UNFINISHED}`);
    await text(socket);
    expect((await fetch(`${probe.url}/health/live`)).status).toBe(200);
  });

  it('answers a request with any few bytes changed by a success, a problem or a closed connection, never by a fault', async () => {
    const body = '{"texts": ["a", "b"]}';
    const valid = Buffer.from(
      `POST /v1/probe HTTP/1.1\r\n${HOST}${CLOSE}${CONTENT}Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    const change = fc.record({ at: fc.nat(valid.length), removed: fc.nat(2), added: fc.uint8Array({ maxLength: 2 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 40, maxLength: 40 }), async (changes) => {
        const answers = await Promise.all(changes.map((one) => sendRaw(probe.port, changed(valid, one))));
        for (const answer of answers.filter((text) => !/^(HTTP\/1\.1 [123]|$)/.test(text))) {
          expect(rawProblem(answer).status).toBeLessThan(500);
        }
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});

function changed(bytes: Buffer, change: { at: number; removed: number; added: Uint8Array }): Buffer {
  const { at, removed, added } = change;
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
}
