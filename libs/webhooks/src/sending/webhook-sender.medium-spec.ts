import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { answering, WebhookReceiver, type ReceiverAnswer } from '@sluice/testing';
import { RefusedTarget } from '../targets/refused-target';
import { WebhookTargets } from '../targets/webhook-targets';
import { failureReason, type FailureReason } from './failure-reason';
import { WebhookSender } from './webhook-sender';

const LOCAL = { address: '127.0.0.1', family: 4 };
const PUBLIC = { address: '93.184.216.34', family: 4 };

describe('sending a webhook', () => {
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });
  afterEach(() => receiver.stop());

  const sender = (withinMs?: number): WebhookSender =>
    new WebhookSender(new WebhookTargets(new Set([receiver.host])), withinMs);
  const reasonOf = async (sending: Promise<number>): Promise<FailureReason> =>
    sending.then(
      (status) => {
        throw new Error(`answered with ${status}`);
      },
      (error: unknown) => failureReason(error),
    );

  it('posts the bytes and the headers, and gives the status', async () => {
    expect(await sender().post(receiver.url('/hook?a=1'), { 'webhook-id': 'x' }, '{"ü":1}')).toBe(204);
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = receiver.received;
    expect([path, body]).toEqual(['/hook?a=1', '{"ü":1}']);
    expect(headers).toMatchObject({
      'webhook-id': 'x',
      host: receiver.host,
      'content-length': '8',
      connection: 'close',
    });
  });

  it('does not follow a redirect', async () => {
    receiver.answer(answering(307, { location: receiver.url('/elsewhere') }));
    expect(await sender().post(receiver.url('/hook'), {}, '{}')).toBe(307);
    await sender().post(receiver.url('/after'), {}, '{}');
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/after']);
  });

  it('gives the status of an answer that never ends, or breaks off', async () => {
    const forever: ReceiverAnswer = (response) => {
      response.writeHead(200);
      const part = Buffer.alloc(16_384);
      const more = (): void => {
        if (!response.destroyed) response.write(part, more);
      };
      more();
    };
    receiver.answer(forever, (response) => {
      response.writeHead(202, { 'content-length': '100' }).write('part', () => response.destroy());
    });
    expect(await sender().post(receiver.url(), {}, '{}')).toBe(200);
    expect(await sender().post(receiver.url(), {}, '{}')).toBe(202);
  });

  it('gives the status of an answer that would go on in another protocol', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sending = new WebhookSender(new WebhookTargets(new Set([host]))).post(`http://${host}/`, {}, '{}');
    expect(await sending).toBe(101);
    server.close();
    await once(server, 'close');
  });

  it('gives up on a receiver that does not answer in time', async () => {
    receiver.answer(() => undefined);
    expect(await reasonOf(sender(50).post(receiver.url(), {}, '{}'))).toBe('TIMEOUT');
  });

  it('tells a connection that is refused or broken from a handshake that fails', async () => {
    receiver.answer((response) => response.destroy());
    expect(await reasonOf(sender().post(receiver.url(), {}, '{}'))).toBe('CONNECTION_FAILED');
    expect(await reasonOf(sender().post(receiver.url().replace('http:', 'https:'), {}, '{}'))).toBe('TLS_FAILED');
    const closed = await WebhookReceiver.start();
    const [host, url] = [closed.host, closed.url()];
    await closed.stop();
    const refused = new WebhookSender(new WebhookTargets(new Set([host])));
    expect(await reasonOf(refused.post(url, {}, '{}'))).toBe('CONNECTION_FAILED');
  });

  it('connects to the address that was resolved and to none that DNS names later', async () => {
    const asked: string[] = [];
    const resolve = (host: string): Promise<(typeof LOCAL)[]> => {
      asked.push(host);
      return Promise.resolve([LOCAL]);
    };
    // No machine resolves this name by itself: only the address that was pinned leads to the receiver.
    const host = `hooks.sluice.invalid:${receiver.port}`;
    const targets = new WebhookTargets(new Set([host]), { anybody: resolve, allowed: resolve });
    expect(await new WebhookSender(targets).post(`http://${host}/pinned`, {}, '{}')).toBe(204);
    expect([asked, receiver.received[0]?.headers['host']]).toEqual([['hooks.sluice.invalid'], host]);
  });

  describe('to a name that leads elsewhere a moment later', () => {
    let victim: Server;
    let connections: Socket[];
    beforeEach(async () => {
      connections = [];
      victim = createServer((socket) => connections.push(socket)).listen(0, '127.0.0.1');
      await once(victim, 'listening');
    });
    afterEach(() => {
      victim.close();
      for (const socket of connections) socket.destroy();
    });

    it('is refused before anything is connected', async () => {
      const answers = [[PUBLIC], [LOCAL]];
      const resolve = (): Promise<(typeof LOCAL)[]> => Promise.resolve(answers.shift() ?? [LOCAL]);
      const targets = new WebhookTargets(new Set(), { anybody: resolve, allowed: resolve });
      // A server that listens on TCP.
      const url = `https://rebinding.example:${(victim.address() as AddressInfo).port}/`;
      await expect(targets.check(url)).resolves.toBeInstanceOf(URL);
      await expect(new WebhookSender(targets).post(url, {}, '{}')).rejects.toThrow(RefusedTarget);
      expect(connections).toEqual([]);
    });

    it('would have reached it, were its address not checked: the negative control', async () => {
      const url = `https://rebinding.example:${(victim.address() as AddressInfo).port}/`;
      const resolve = (): Promise<(typeof LOCAL)[]> => Promise.resolve([LOCAL]);
      const unchecked = new WebhookTargets(new Set([new URL(url).host]), { anybody: resolve, allowed: resolve });
      const sending = reasonOf(new WebhookSender(unchecked).post(url, {}, '{}'));
      const [socket] = (await once(victim, 'connection')) as [Socket];
      socket.destroy();
      expect(await sending).toBe('CONNECTION_FAILED');
    });
  });
});
