import type { ChildProcess } from 'node:child_process';
import type { ReadyMessage } from '../shutdown/parent';
import { markProcess, type ProcessMark } from '../shutdown/process-mark';

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

/** Listens to what a child process that was just started says of itself by notifyReady and notifyFailed. */
export function launchedApp(child: ChildProcess): LaunchedApp {
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
    (!has(message, 'address') || typeof message.address === 'string') &&
    (!has(message, 'open') || typeof message.open === 'boolean')
  );
}

function failure(message: unknown): string | undefined {
  const failed = has(message, 'type') && message.type === 'failed' && has(message, 'reason');
  return failed && typeof message.reason === 'string' ? message.reason : undefined;
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
