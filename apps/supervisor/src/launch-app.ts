import { spawn } from 'node:child_process';
import { launchedApp, type Environment, type LaunchedApp } from '@sluice/platform';

export interface AppSpec {
  /** Arguments of node: the compiled file and what follows. */
  readonly command: readonly string[];
  /** Asked at every launch. */
  readonly env: () => Environment;
  /** Where its standard output and error go: to those of the supervisor, or to an open file. */
  readonly output: 'inherit' | number;
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
  return launchedApp(child);
}
