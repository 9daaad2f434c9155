import { spawn } from 'node:child_process';
import { markProcess, type Environment, type ProcessMark, type ReadyMessage } from '@sluice/platform';

export interface AppSpec {
  /** For people: `gateway`, `worker-1`. */
  readonly name: string;
  /** Arguments of node: the compiled file and what follows. */
  readonly command: readonly string[];
  /** Asked at every launch. */
  readonly env: () => Environment;
  /** Where its standard output and error go: to those of the supervisor, or to an open file. */
  readonly output: 'inherit' | number;
}

export interface AppExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said about why it cannot start. */
  readonly reason: string | undefined;
}

/** One run of an app, from launch to exit. */
export interface LaunchedApp {
  /** null when it was gone before it could be looked at. */
  readonly mark: ProcessMark | null;
  /** Never resolves when the app ends before it is ready. */
  readonly ready: Promise<ReadyMessage>;
  readonly exited: Promise<AppExit>;
  signal(signal: NodeJS.Signals): void;
}

/**
 * Starts an app as its own process group, so that Ctrl-C in the terminal reaches the supervisor alone and it decides the order.
 * Output never runs through the supervisor: should that be killed, the app can still log while it drains.
 */
export function launchApp({ command, env, output }: AppSpec): LaunchedApp {
  const child = spawn(process.execPath, command, {
    detached: true,
    env: { ...env() },
    stdio: ['ignore', output, output, 'ipc'],
  });
  let reason: string | undefined;
  const ready = new Promise<ReadyMessage>((resolve) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve(message);
      else reason = failure(message) ?? reason;
    });
  });
  const exited = new Promise<AppExit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal, reason });
    });
    child.once('error', (error) => {
      resolve({ code: null, signal: null, reason: error.message });
    });
  });
  const mark = child.pid === undefined ? null : markProcess(child.pid);
  return { mark, ready, exited, signal: (signal) => void child.kill(signal) };
}

/** Messages come from another process, so their shape is checked. */
function isReady(message: unknown): message is ReadyMessage {
  return (
    has(message, 'type') &&
    message.type === 'ready' &&
    (!has(message, 'address') || typeof message.address === 'string')
  );
}

function failure(message: unknown): string | undefined {
  const failed = has(message, 'type') && message.type === 'failed' && has(message, 'reason');
  return failed && typeof message.reason === 'string' ? message.reason : undefined;
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
