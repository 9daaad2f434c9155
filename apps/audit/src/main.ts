import { once } from 'node:events';
import { loadConfig } from '@sluice/platform';
import { openStore } from '@sluice/storage';
import { runCommand } from '../../../examples/cli/run-command';
import type { Command, Output } from './command';
import { listCommand } from './list.command';
import { verifyCommand } from './verify.command';

const COMMANDS: Readonly<Record<string, Command>> = { verify: verifyCommand, list: listCommand };

const output: Output = {
  print: async (text) => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  },
  say: (line) => void process.stderr.write(`${line}\n`),
};

/** audit <command> [arguments]: what `npm run audit -- <command> [arguments]` starts. */
async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined || args.includes('--help')) {
    await output.print(usage());
    if (command === undefined && name !== '--help') process.exitCode = 1;
    return;
  }
  await command.run(args, output, () => openStore(loadConfig()));
}

function usage(): string {
  const commands = Object.values(COMMANDS).map((command) => `  npm run audit -- ${command.usage}\n`);
  return `The audit chain of the system that BLOB_URL names, else DATA_DIR; it may be running.\n\n${commands.join('\n')}`;
}

void runCommand(main);
