import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_BACKOFF, loadConfig, type BackoffOptions } from '@sluice/platform';
import { banner } from './banner';
import { logJournal, terminalJournal } from './journal';
import { stopSignals } from './stop-signals';
import { Supervisor, type SupervisorOptions } from './supervisor';

export interface SuperviseOptions {
  readonly commands: SupervisorOptions['commands'];
  readonly backoff?: BackoffOptions;
}

/**
 * Runs the system until it is told to stop. On a terminal the children log to files under DATA_DIR/logs and people see the banner
 * and warnings; otherwise every line of every process goes to standard output.
 */
export async function supervise({ commands, backoff = DEFAULT_BACKOFF }: SuperviseOptions): Promise<void> {
  const startedAt = performance.now();
  const signals = stopSignals();
  const config = loadConfig();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const logs = process.stdout.isTTY ? join(config.dataDir, 'logs') : null;
  const supervisor = new Supervisor({
    config,
    commands,
    backoff,
    say,
    journal: logs === null ? logJournal(config) : terminalJournal(say),
    outputOf: (name) => (logs === null ? 'inherit' : openLog(logs, name)),
    onReady: (address, open) => {
      say(banner({ address, open, config, startedInMs: performance.now() - startedAt, logs }));
    },
  });
  await supervisor.run(signals);
  process.exit(signals.kill.aborted ? 130 : 0);
}

/** One file for each app, of this start only. */
function openLog(folder: string, name: string): number {
  mkdirSync(folder, { recursive: true });
  return openSync(join(folder, `${name}.log`), 'w', 0o600);
}
