import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { TestSystem, until } from '@sluice/testing';
import { ModelsDir } from '../../../libs/inference/test/models-dir.fixture';

interface LogLine {
  readonly pid: number;
  readonly msg: string;
  readonly requestId?: string;
  readonly version?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A connection of its own, which stays open: all its requests go to one process. */
export class Connection {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  async get(path: string, id = 'a-request'): Promise<Answer> {
    return answerOf(request(`${this.url}${path}`, { agent: this.agent, headers: { 'x-request-id': id } }).end());
  }

  async post(path: string, body: object = {}, id = 'a-request'): Promise<Answer> {
    const headers = { 'content-type': 'application/json', 'x-request-id': id };
    const sent = request(`${this.url}${path}`, { agent: this.agent, method: 'POST', headers });
    return answerOf(sent.end(JSON.stringify(body)));
  }

  close(): void {
    this.agent.destroy();
  }
}

async function answerOf(sent: ReturnType<typeof request>): Promise<Answer> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}

/** The built gateway as two processes on one port, with a model whose texts are their own scores. */
export class GatewayCluster {
  private readonly connections: Connection[] = [];

  private constructor(
    readonly system: TestSystem,
    readonly models: ModelsDir,
  ) {}

  static async start(): Promise<GatewayCluster> {
    const models = await ModelsDir.create();
    await models.add({ name: 'abuse' });
    const env = { GATEWAY_PROCESSES: '2', MODELS_DIR: models.path, LOG_SAMPLE_RATE: '1' };
    const cluster = new GatewayCluster(await TestSystem.start({ workers: 0, env }), models);
    // Their lines come by another way than the word that they are ready, and may come after it.
    await until('the lines of both', () => (cluster.servers().length === 2 ? true : undefined));
    return cluster;
  }

  /** Process ids of those that serve or served, in the order in which they began to. */
  servers(): number[] {
    return this.lines('gateway process listening').map(({ pid }) => pid);
  }

  /** Everything of this kind that any process has logged. */
  lines(msg: string): LogLine[] {
    const lines = this.system.gateway.lastOutput
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'));
    return lines.map((line) => JSON.parse(line) as LogLine).filter((line) => line.msg === msg);
  }

  connect(): Connection {
    const connection = new Connection(this.system.url);
    this.connections.push(connection);
    return connection;
  }

  /** Which process a connection has come to. */
  async serverOf(connection: Connection): Promise<number> {
    const id = `who-${this.connections.indexOf(connection)}-${Date.now()}`;
    await connection.get('/health/live', id);
    const answered = (): LogLine | undefined =>
      this.lines('request answered').find(({ requestId }) => requestId === id);
    return (await until('the log line of a request', answered)).pid;
  }

  /** The metrics once so many processes are in them: one that is slow to answer is left out of a scrape. */
  metricsOf(connection: Connection, answered: number): Promise<string> {
    return until(`a scrape of ${answered} processes`, async () => {
      const { body } = await connection.get('/metrics');
      return body.includes(`sluice_gateway_processes{answered="true"} ${answered}\n`) ? body : undefined;
    });
  }

  /** A connection to this process: new ones are handed out in turn. */
  connectTo(pid: number): Promise<Connection> {
    return until('a connection to a process', async () => {
      const connection = this.connect();
      return (await this.serverOf(connection)) === pid ? connection : undefined;
    });
  }

  async stop(): Promise<void> {
    for (const connection of this.connections) connection.close();
    await this.system.stop();
    await this.models.remove();
  }
}

/** Sum of a metric over all its labels. */
export function sumOf(metrics: string, name: string): number {
  const lines = metrics.split('\n').filter((line) => line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
