import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from './until';

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a receiver does with a request; it has been read and noted by then. */
export type ReceiverAnswer = (response: ServerResponse) => void;

export const answering =
  (status: number, headers: Readonly<Record<string, string>> = {}): ReceiverAnswer =>
  (response) =>
    response.writeHead(status, headers).end('noted');

/** A server of somebody else's that takes webhooks, on 127.0.0.1. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  private readonly answers: ReceiverAnswer[] = [];

  private constructor(
    private readonly server: Server,
    private readonly scheme: string,
  ) {
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        this.received.push({ path: request.url ?? '', headers: single(request.headers), body });
        (this.answers.shift() ?? answering(204))(response);
      });
    });
  }

  /** @param tls serves https by this certificate */
  static async start(tls?: { readonly key: string; readonly cert: string }): Promise<WebhookReceiver> {
    const server = tls === undefined ? createServer() : createTlsServer(tls);
    const receiver = new WebhookReceiver(server, tls === undefined ? 'http' : 'https');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get port(): number {
    // A server that listens on TCP.
    return (this.server.address() as AddressInfo).port;
  }

  /** `host:port` */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  url(path = '/'): string {
    return `${this.scheme}://${this.host}${path}`;
  }

  /** What it does with the next requests; with all others it answers 204. */
  answer(...answers: readonly ReceiverAnswer[]): void {
    this.answers.push(...answers);
  }

  /** The requests to a path, once there are so many. */
  async at(path: string, count = 1): Promise<ReceivedWebhook[]> {
    return until(`${count} webhooks at ${path}`, () => {
      const found = this.received.filter((webhook) => webhook.path === path);
      return found.length >= count ? found : undefined;
    });
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** Of headers that come once. */
function single(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
