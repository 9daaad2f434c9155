import { runCommand } from '../../../examples/cli/run-command';
import type { Command, Output } from './command';
import { createCommand } from './create.command';
import { generateCommand } from './generate.command';
import { openKeySystem } from './key-system';
import { listCommand } from './list.command';
import { revokeCommand } from './revoke.command';
import { rotateCommand } from './rotate.command';

const COMMANDS: Readonly<Record<string, Command>> = {
  create: createCommand,
  list: listCommand,
  rotate: rotateCommand,
  revoke: revokeCommand,
  generate: generateCommand,
};

const output: Output = {
  print: (text) => void process.stdout.write(text),
  say: (line) => void process.stderr.write(`${line}\n`),
};

/** keys <command> [arguments]: what `npm run keys -- <command> [arguments]` starts. */
async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined || args.includes('--help')) {
    output.print(usage());
    if (command === undefined && name !== '--help') process.exitCode = 1;
    return;
  }
  await command.run(args, output, openKeySystem);
}

function usage(): string {
  const commands = Object.values(COMMANDS).map((command) => `  npm run keys -- ${command.usage}\n`);
  return `Keys of the system that BLOB_URL and REDIS_URL name, else DATA_DIR; it may be running.\n\n${commands.join('\n')}`;
}

void runCommand(main);
