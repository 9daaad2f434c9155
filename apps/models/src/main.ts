import { runCommand } from '../../../examples/cli/run-command';
import type { Command, Output } from './command';
import { addCommand } from './add/add.command';
import { docsCommand } from './docs/docs.command';
import { evaluateCommand } from './evaluate/evaluate.command';
import { pushCommand } from './push/push.command';
import { signCommand } from './sign/sign.command';
import { trainCommand } from './train/train.command';
import { verifyCommand } from './verify/verify.command';

const COMMANDS: Readonly<Record<string, Command>> = {
  add: addCommand,
  docs: docsCommand,
  evaluate: evaluateCommand,
  push: pushCommand,
  sign: signCommand,
  train: trainCommand,
  verify: verifyCommand,
};

const output: Output = {
  print: (text) => void process.stdout.write(text),
  say: (line) => void process.stderr.write(`${line}\n`),
};

/** models <command> [arguments]: what `npm run models:<command> -- [arguments]` starts. */
async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Error(`Name one of the commands: ${Object.keys(COMMANDS).join(', ')}.`);
  if (args.includes('--help')) output.print(command.usage);
  else process.exitCode = await command.run(args, output);
}

void runCommand(main);
