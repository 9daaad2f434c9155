import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { environmentWith, type Environment } from '@sluice/platform';

/** Servers under test share this core, as the peers run on one. */
export const SERVER_CORE = 0;
/** The load generator has this one to itself. */
export const LOAD_CORE = 1;

const OUTPUT_KEPT = 64 * 1024;

export interface ChildSpec {
  /** For messages. */
  readonly name: string;
  readonly command: readonly [file: string, ...args: string[]];
  readonly cwd: string;
  readonly env?: Environment;
}

/** A process that is pinned to the server core together with everything it starts. */
export class StartedChild {
  private output = '';
  private readonly child: ChildProcess;
  private readonly exited: Promise<number | null>;

  constructor(private readonly spec: ChildSpec) {
    const { command, cwd, env = {} } = spec;
    // taskset becomes the command, so the pid is that of the server.
    this.child = spawn('taskset', ['-c', String(SERVER_CORE), ...command], {
      cwd,
      env: { ...environmentWith(env) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (bytes: Buffer) => {
        this.output = (this.output + bytes.toString()).slice(-OUTPUT_KEPT);
        this.child.emit('said');
      });
    }
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.spec.name} could not be started.`);
    return this.child.pid;
  }

  /** Resolves with the match when the output holds the pattern. @throws Error with its last words when it ends before that */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found !== null) return found;
      const code = await Promise.race([once(this.child, 'said').then(() => undefined), this.exited]);
      if (code !== undefined && !pattern.test(this.output)) {
        throw new Error(`${this.spec.name} ended with code ${code ?? 'none'}:\n${this.output}`);
      }
    }
  }

  /** Everything it has written, once it has ended well. @throws Error with its last words otherwise */
  async result(): Promise<string> {
    const code = await this.exited;
    if (code !== 0) throw new Error(`${this.spec.name} ended with code ${code ?? 'none'}:\n${this.output}`);
    return this.output;
  }

  /** SIGTERM, and SIGKILL when it has not ended within `graceMs`. */
  async end(graceMs = 40_000): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(timer);
  }
}
