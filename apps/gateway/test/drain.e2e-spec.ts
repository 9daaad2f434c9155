import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from '@sluice/testing';
import { Drain } from '../src/http/drain';
import { startProbeApp } from './probe-app.fixture';

interface Answer {
  readonly status: number;
  readonly connection: string | undefined;
}

function answerIn(raw: string): Answer {
  return { status: Number(raw.split(' ', 2)[1]), connection: /^connection: (.*)\r$/im.exec(raw)?.[1] };
}

describe('the end of a gateway', () => {
  it('finishes what is in flight, is not ready meanwhile and closes its connections', async () => {
    // However long this process pauses, nothing is cut.
    const probe = await startProbeApp({}, 60);
    const { server } = probe.app.getHttpAdapter().getInstance();
    server.headersTimeout = 120_000;
    /** Sends a request but for the end of its head: the server holds its connection for in use, and may close all others. */
    const begin = async (path: string): Promise<() => Promise<Answer>> => {
      const accepted = once(server, 'connection');
      const socket = connect(probe.port, '127.0.0.1');
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n`);
      const [peer] = (await accepted) as [Socket];
      await until('the head of the request', () => (peer.bytesRead > 0 ? true : undefined));
      return async () => {
        socket.write('\r\n');
        return answerIn(await text(socket));
      };
    };
    const arrival = probe.gate.arrival();
    const inFlight = begin('/probe/wait').then((finish) => finish());
    await arrival;
    const [ready, live] = [await begin('/health/ready'), await begin('/health/live')];

    const closed = probe.app.close();
    while (!probe.app.get(Drain).draining) await new Promise(setImmediate);
    const answers = [await ready(), await live()];
    probe.gate.open();
    answers.push(await inFlight);
    await closed;

    expect(answers.map(({ status }) => status)).toEqual([503, 200, 200]);
    expect(answers.map(({ connection }) => connection)).toEqual(['close', 'close', 'close']);
    await expect(fetch(`${probe.url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('cuts what does not finish before the time for the shutdown is up', async () => {
    const probe = await startProbeApp();
    const arrival = probe.gate.arrival();
    const stuck = fetch(`${probe.url}/probe/wait`);
    await arrival;
    const [, closed] = await Promise.allSettled([stuck, probe.app.close()]);
    await expect(stuck).rejects.toThrow('fetch failed');
    expect(closed.status).toBe('fulfilled');
  });
});
