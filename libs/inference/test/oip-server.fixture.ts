import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface InferRequest {
  readonly inputs: readonly { readonly name: string; readonly datatype: string; readonly data: readonly unknown[] }[];
}

/** What the server does with a request; absent members: it answers that each text is its own score. */
export interface Behaviour {
  /** Waits for this first. */
  readonly after?: Promise<unknown>;
  readonly status?: number;
  /** Answers this instead. */
  readonly body?: string;
}

/** A server of the Open Inference Protocol whose every text, or first field, is its own score. */
export class OipServer {
  behaviour: Behaviour = {};
  readonly asked: InferRequest[] = [];
  readonly paths: string[] = [];
  /** Requests whose client left before the answer. */
  aborted = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param port 0: any free one */
  static async start(port = 0): Promise<OipServer> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    // It listens on TCP.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fixture = new OipServer(server, url);
    server.on('request', (request, response) => void fixture.answer(request, response));
    return fixture;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { after, status = 200, body } = this.behaviour;
    const asked = JSON.parse(await text(request)) as InferRequest;
    this.asked.push(asked);
    this.paths.push(request.url ?? '');
    response.on('close', () => {
      if (!response.writableFinished) this.aborted++;
    });
    await after;
    if (response.destroyed) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body ?? JSON.stringify(ownScores(asked)));
  }
}

function ownScores({ inputs }: InferRequest): object {
  const data = inputs[0]?.data.map(Number) ?? [];
  return { model_name: 'm', outputs: [{ name: 'score', datatype: 'FP64', shape: [data.length], data }] };
}
