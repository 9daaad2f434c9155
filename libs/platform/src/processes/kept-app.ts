import type { ReadyMessage } from '../shutdown/parent';
import { EXIT_CODES } from '../shutdown/run-main';
import { StartError } from '../shutdown/start-error';
import { Backoff, type BackoffOptions } from './backoff';
import type { AppExit, LaunchedApp } from './launched-app';
import { pause } from './pause';

export interface KeptAppOptions {
  /** For people: `gateway`, `worker-1`. */
  readonly name: string;
  readonly launch: () => LaunchedApp;
  readonly backoff: BackoffOptions;
  readonly journal: { warn(fields: Readonly<Record<string, string | number | null>>, message: string): void };
}

/** An app that runs until it is told to stop: whenever it dies it is started again, later and later. */
export class KeptApp {
  private readonly stopping = new AbortController();
  /** Resolves when the app is ready for the first time. */
  readonly ready: Promise<ReadyMessage>;
  private onReady: (message: ReadyMessage) => void = () => undefined;
  private readonly backoff: Backoff;
  private current: LaunchedApp | undefined;
  private wasReady = false;

  constructor(private readonly options: KeptAppOptions) {
    this.backoff = new Backoff(options.backoff);
    this.ready = new Promise((resolve) => {
      this.onReady = resolve;
    });
  }

  /**
   * Resolves after stop().
   * @throws StartError when the app says that it cannot start, and it never could.
   */
  async run(): Promise<void> {
    while (!this.isStopping()) {
      const launchedAt = performance.now();
      const exit = await this.launch().exited;
      if (this.isStopping()) return;
      if (exit.code === EXIT_CODES.cannotStart && !this.wasReady) throw new StartError(this.whyNot(exit));
      await this.waitAfter(exit, this.backoff.delayMs(performance.now() - launchedAt));
    }
  }

  /** Lets the app drain, and kills it when it has not within `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.stopping.abort();
    if (this.current === undefined) return;
    this.current.signal('SIGTERM');
    const timer = setTimeout(() => {
      this.kill();
    }, graceMs);
    await this.current.exited;
    clearTimeout(timer);
  }

  /** Ends it in the middle of whatever it does. */
  kill(): void {
    this.current?.signal('SIGKILL');
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private launch(): LaunchedApp {
    const app = this.options.launch();
    this.current = app;
    void app.ready.then((message) => {
      this.wasReady = true;
      this.onReady(message);
    });
    return app;
  }

  private async waitAfter({ code, signal }: AppExit, delayMs: number): Promise<void> {
    const { name, journal } = this.options;
    journal.warn({ app: name, code, signal, delayMs }, `${name} has ended; it is started again`);
    await pause(delayMs, this.stopping.signal);
  }

  private whyNot({ reason }: AppExit): string {
    return reason ?? `The ${this.options.name} cannot start: its last lines of output say why.`;
  }
}
