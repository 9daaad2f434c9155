import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentWith, markProcess, signalProcess, type ParentMessage, type ProcessMark } from '@sluice/platform';
import { logOf, plant } from './run-logs';

/** Variables whose values no process may log. */
const SECRETS = ['WEBHOOK_SECRETS', 'AWS_SECRET_ACCESS_KEY'];

export type AppName = 'gateway' | 'worker';

/** Compiled code finds dist/ around itself; sources that Jest compiles find the one beside the sources. */
const DIST = join(__dirname, '../../..', __filename.endsWith('.js') ? '' : 'dist');
const OUTPUT_KEPT = 64 * 1024;

/** One built app as a child process, started as the supervisor starts it. */
export class AppProcess {
  private output = '';
  private listensAt = '';
  private readonly killNow = (): boolean => signalProcess(this.mark, 'SIGKILL');
  /** Resolves with the exit code when it has ended, for whatever reason, and all it said has come; null: by a signal. */
  readonly exited: Promise<number | null>;

  private constructor(
    readonly name: AppName,
    private readonly child: ChildProcess,
    readonly mark: ProcessMark,
  ) {
    const log = logOf(name, mark.pid);
    const keep = (bytes: Buffer): void => {
      log(bytes);
      this.output = (this.output + bytes.toString()).slice(-OUTPUT_KEPT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    process.once('exit', this.killNow);
    // Not `exit`: what it said last may come after that.
    this.exited = once(child, 'close').then(([code]) => {
      process.removeListener('exit', this.killNow);
      return code as number | null;
    });
  }

  /**
   * Starts dist/apps/<name>; resolves when it says that it is ready.
   * @param preloads paths of scripts that run before it, to break it on purpose
   * @throws Error with its last output when it does not get ready
   */
  static async start(
    name: AppName,
    variables: Readonly<Record<string, string>>,
    preloads: readonly string[] = [],
  ): Promise<AppProcess> {
    const main = join(DIST, 'apps', name, 'src/main.js');
    if (!existsSync(main)) throw new Error(`${name} is not built: run "npm run build" first`);
    const env = environmentWith({ LOG_LEVEL: 'info', INFERENCE_THREADS: '1', ...variables });
    for (const name of SECRETS) for (const secret of variables[name]?.split(' ') ?? []) plant(name, secret);
    // Without the Node options of the test runner.
    const child = fork(main, {
      env: { ...env, NODE_OPTIONS: '' },
      execArgv: preloads.flatMap((path) => ['--require', path]),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const mark = markProcess(child.pid ?? 0);
    if (mark === null) throw new Error(`${name} ended at once`);
    const app = new AppProcess(name, child, mark);
    await app.ready();
    return app;
  }

  /** Where a gateway listens, `http://127.0.0.1:<port>`. */
  get address(): string {
    return this.listensAt;
  }

  /** The end of what it has written, for the message of a failed test. */
  get lastOutput(): string {
    return this.output;
  }

  /** Most resident memory since it started, in bytes. Linux only. */
  peakBytes(): number {
    const status = readFileSync(`/proc/${this.mark.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
  }

  /** SIGKILL after checking that the pid is still this process; resolves when it is gone. */
  async kill(): Promise<void> {
    if (!this.killNow()) throw new Error(`${this.name} ${this.mark.pid} had ended by itself:\n${this.output}`);
    await this.exited;
  }

  /** SIGSTOP: it does nothing any more, but nobody is told. */
  pause(): void {
    if (!signalProcess(this.mark, 'SIGSTOP')) throw new Error(`${this.name} had ended by itself:\n${this.output}`);
  }

  /** SIGCONT: it goes on where it was. Harmless when it was not paused. */
  resume(): void {
    signalProcess(this.mark, 'SIGCONT');
  }

  /** SIGTERM; resolves with its exit code. Harmless when it has ended. */
  stop(): Promise<number | null> {
    signalProcess(this.mark, 'SIGTERM');
    this.resume();
    return this.exited;
  }

  private async ready(): Promise<void> {
    const said = once(this.child, 'message').then(([message]) => message as ParentMessage);
    const message = await Promise.race([said, this.exited]);
    if (typeof message !== 'object' || message?.type !== 'ready') {
      // Its reason comes by another channel than its last lines, and may be here before them.
      await this.exited;
      const reason = typeof message === 'object' ? `: ${message?.reason}` : '';
      throw new Error(`${this.name} did not start${reason}\n${this.output}`);
    }
    this.listensAt = message.address ?? '';
  }
}
