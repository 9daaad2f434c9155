import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What becomes of a request: a status, answered in place of the server; `lost`: the server does it, and the answer never arrives; `torn`: the answer
 * breaks off in the middle of its body. undefined: it passes.
 */
export type Fate = number | 'lost' | 'torn' | undefined;

/** Stands between a client and an S3 server. */
export class S3Proxy {
  /** Every request so far, as `PUT /bucket/key`. */
  readonly seen: string[] = [];
  /** Called for every request in order. */
  decide: (line: string) => Fate = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {
    server.on('request', (incoming, answer) => {
      this.pass(incoming, answer);
    });
  }

  static async start(target: string): Promise<S3Proxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new S3Proxy(server, target);
  }

  get url(): string {
    // It listens on TCP.
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = incoming;
    this.seen.push(`${method} ${url}`);
    const fate = this.decide(`${method} ${url}`);
    if (typeof fate === 'number') {
      incoming.resume().once('end', () => answer.writeHead(fate, { etag: '"x"' }).end());
      return;
    }
    const upstream = request(this.target + url, { method, headers }, (found) => {
      if (fate === 'lost') {
        found.resume().once('end', () => answer.destroy());
        return;
      }
      answer.writeHead(found.statusCode ?? 502, found.headers);
      if (fate === 'torn')
        found.once('data', (bytes: Buffer) => answer.write(bytes.subarray(0, 1), () => answer.destroy()));
      else found.pipe(answer);
    });
    upstream.once('error', () => answer.destroy());
    incoming.pipe(upstream);
  }
}
