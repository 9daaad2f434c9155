import cluster from 'node:cluster';
import { join } from 'node:path';
import {
  DEFAULT_BACKOFF,
  environmentWith,
  KeptApp,
  launchedApp,
  type Config,
  type LaunchedApp,
  type ReadyMessage,
} from '@sluice/platform';
import type { Logger } from 'pino';
import { ClusterMetrics } from './cluster-metrics';
import { HeldPort } from './held-port';
import { Switchboard } from './switchboard';

/** A process ends itself within SHUTDOWN_TIMEOUT_S; a little later it is taken to hang, and a little before the supervisor thinks so of us. */
const GRACE_MS = 1_000;
const MAIN = join(__dirname, '..', 'main.js');

/** The processes that serve, kept running by the primary. */
export class GatewayProcesses {
  private readonly switchboard: Switchboard;
  private readonly apps: readonly KeptApp[];

  private constructor(
    private readonly config: Config,
    log: Logger,
    private readonly port: number,
    held: HeldPort | undefined,
  ) {
    const metrics = new ClusterMetrics(config.gateway.processes);
    this.switchboard = new Switchboard({
      results: {
        metrics: (answers) => metrics.sum(answers),
        reload: (answers, asked) => ({ answered: answers.size, asked }),
      },
      onJoins: () => held?.release(),
      onGone: (process) => {
        metrics.keepTotalsOf(process);
      },
    });
    this.apps = Array.from({ length: config.gateway.processes }, (_, index) => {
      const name = `gateway-${index + 1}`;
      return new KeptApp({ name, launch: () => this.launch(name), backoff: DEFAULT_BACKOFF, journal: log });
    });
  }

  static async open(config: Config, log: Logger): Promise<GatewayProcesses> {
    const held = config.http.port === 0 ? await HeldPort.take(config.http.host) : undefined;
    return new GatewayProcesses(config, log, held?.port ?? config.http.port, held);
  }

  /** Resolves when every process has been ready, with what the first of them said. */
  async ready(): Promise<ReadyMessage | undefined> {
    const [first] = await Promise.all(this.apps.map((app) => app.ready));
    return first;
  }

  /**
   * Resolves after stop().
   * @throws StartError when a process says that it cannot start
   */
  async run(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.run()));
  }

  /** Lets all of them drain. */
  async stop(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.stop(this.config.shutdownTimeoutMs + GRACE_MS)));
  }

  /** The name is there for people who look at the list of processes. */
  private launch(name: string): LaunchedApp {
    // Advanced, because JSON would make null of the NaN of an event loop that has not lagged yet.
    cluster.setupPrimary({
      exec: MAIN,
      args: [name],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const worker = cluster.fork(environmentWith({ PORT: String(this.port) }));
    this.switchboard.connect(worker);
    return launchedApp(worker.process);
  }
}
