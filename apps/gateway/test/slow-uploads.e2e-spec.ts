import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { startProbeApp, type ProbeApp } from './probe-app.fixture';
import { rawProblem, sendRaw } from './raw-http';

const HEAD = 'POST /probe/file HTTP/1.1\r\nHost: x\r\n';
const TYPES = ['text/csv', 'application/json'];

describe('the body of a route that takes files', () => {
  let probe: ProbeApp;
  beforeAll(async () => {
    probe = await startProbeApp({ uploadWindowMs: 300 });
  });
  afterAll(async () => {
    await probe.app.close();
  });

  it.each(TYPES.flatMap((type) => [['nothing of', type, ''] as const, ['the beginning of', type, '{'] as const]))(
    'is cut when %s %s comes within its window',
    async (_what, type, body) => {
      const answer = await sendRaw(probe.port, `${HEAD}Content-Type: ${type}\r\nContent-Length: 99999\r\n\r\n${body}`);
      const problem = rawProblem(answer);
      expect([problem.status, problem.code]).toEqual([408, 'REQUEST_TIMEOUT']);
    },
  );

  it('is cut in a later window, too', async () => {
    const socket = connect(probe.port, '127.0.0.1');
    socket.write(`${HEAD}Content-Type: text/csv\r\nContent-Length: 99999\r\n\r\n${'a'.repeat(50_000)}`);
    expect(rawProblem(await text(socket)).code).toBe('REQUEST_TIMEOUT');
  });

  it('leaves the connection for the next request when all of it has come', async () => {
    const socket = connect(probe.port, '127.0.0.1');
    const request = `${HEAD}Content-Type: text/csv\r\nContent-Length: 1\r\n\r\na`;
    socket.write(request);
    await sendRaw(probe.port, `${HEAD}Content-Type: text/csv\r\nContent-Length: 2\r\n\r\na`);
    socket.write(request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    expect((await text(socket)).match(/HTTP\/1\.1 201 /g)).toHaveLength(2);
  });
});
