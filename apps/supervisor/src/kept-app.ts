import { EXIT_CODES, StartError, type ProcessMark, type ReadyMessage } from '@sluice/platform';
import { Backoff, type BackoffOptions } from './backoff';
import type { Journal } from './journal';
import { launchApp, type AppExit, type AppSpec, type LaunchedApp } from './launch-app';
import { pause } from './pause';

export interface KeptAppOptions {
  readonly backoff: BackoffOptions;
  readonly journal: Journal;
  /** Called at every launch. */
  readonly onLaunch: (mark: ProcessMark | null) => void;
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

  constructor(
    private readonly spec: AppSpec,
    private readonly options: KeptAppOptions,
  ) {
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
    const app = launchApp(this.spec);
    this.current = app;
    this.options.onLaunch(app.mark);
    void app.ready.then((message) => {
      this.wasReady = true;
      this.onReady(message);
    });
    return app;
  }

  private async waitAfter({ code, signal }: AppExit, delayMs: number): Promise<void> {
    const fields = { app: this.spec.name, code, signal, delayMs };
    this.options.journal.warn(fields, `${this.spec.name} has ended; it is started again`);
    await pause(delayMs, this.stopping.signal);
  }

  private whyNot({ reason }: AppExit): string {
    return reason ?? `The ${this.spec.name} cannot start: its last lines of output say why.`;
  }
}
