import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { inTime } from './in-time';

describe('inTime', () => {
  it('takes an answer that came while the process was busy', async () => {
    const server = createServer((peer) => {
      peer.once('data', (bytes) => {
        peer.write(bytes);
        // The answer lies in the socket of the client, who cannot read it meanwhile.
        const busyUntil = performance.now() + 400;
        while (performance.now() < busyUntil);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    // So many ticks that what else the process is held up by meanwhile, each time for one of them, does not matter.
    const answer = inTime(once(socket, 'data'), 300);
    socket.write('ping');
    await expect(answer).resolves.toHaveLength(1);
    socket.destroy();
    server.close();
  });

  it('rejects when there is none', async () => {
    await expect(inTime(new Promise(() => undefined), 20)).rejects.toThrow('no answer within 20 ms');
  });

  it('passes on what fails earlier', async () => {
    await expect(inTime(Promise.reject(new Error('refused')), 1_000)).rejects.toThrow('refused');
  });
});
