import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closePrivateRedis, endProcess, environmentWith } from '@sluice/platform';
import { logOf } from '@sluice/testing';
import { readRunNote, type RunNote } from '../src/run-note';

export const FIXTURE_APPS = ['scripts/run.mjs', 'apps/supervisor/test/start-fixture-apps.ts'];

interface Exit {
  readonly code: number | null;
  readonly output: string;
}

/** One `npm start` under test: a real process, its output, its run.json. */
export interface StartedSystem {
  /** Resolves with the match as soon as the output holds the pattern `times` times; rejects when the process ends without it. */
  says(pattern: RegExp, times?: number): Promise<RegExpMatchArray>;
  note(): RunNote;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it has ended, with all the apps that it started, which share its output. */
  readonly exited: Promise<Exit>;
}

/** A data folder of one test, and the systems that were started on it. */
export class SystemFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-'));
  private readonly children: ChildProcess[] = [];

  start(command: readonly string[], variables: Readonly<Record<string, string>> = {}): StartedSystem {
    const env = environmentWith({ DATA_DIR: this.folder, PORT: '0', WORKERS: '2', REDIS_URL: '', ...variables });
    const child = spawn(process.execPath, command, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.children.push(child);
    let output = '';
    const log = logOf('system', child.pid ?? 0);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log(chunk);
        output += chunk.toString();
        child.emit('said');
      });
    }
    // Not `exit`: what it and its apps said last may come after that.
    const exited = new Promise<Exit>((resolve) => {
      child.once('close', (code) => {
        resolve({ code, output });
      });
    });
    return {
      exited,
      says: (pattern, times = 1) => outputOf(child, () => output, pattern, times),
      note: () => this.note(),
      signal: (signal) => void child.kill(signal),
    };
  }

  note(): RunNote {
    const note = readRunNote(join(this.folder, 'run.json'));
    if (note === null) throw new Error('there is no run.json');
    return note;
  }

  /** Ends whatever a failed test left running. */
  async close(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL');
    const note = readRunNote(join(this.folder, 'run.json'));
    const left = note === null ? [] : [note.gateway, note.redis, ...note.workers].filter((mark) => mark !== null);
    await Promise.all(left.map((mark) => endProcess(mark, 5_000)));
    await closePrivateRedis(join(this.folder, 'redis'));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function outputOf(
  child: ChildProcess,
  output: () => string,
  pattern: RegExp,
  times: number,
): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = [...output().matchAll(new RegExp(pattern, 'g'))].at(times - 1);
      if (found === undefined) return;
      child.removeListener('said', look);
      resolve(found);
    };
    child.on('said', look);
    child.once('close', () => {
      reject(new Error(`it ended and never said ${pattern.source}:\n${output()}`));
    });
    look();
  });
}
