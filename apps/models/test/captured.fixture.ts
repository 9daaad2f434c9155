import type { Command, Output } from '../src/command';

/** What a command wrote, and its exit code. */
export interface Captured {
  readonly code: number;
  readonly printed: string;
  readonly said: readonly string[];
}

/** Runs a command and keeps what it writes. */
export async function capture(command: Command, ...args: readonly string[]): Promise<Captured> {
  const printed: string[] = [];
  const said: string[] = [];
  const output: Output = { print: (text) => void printed.push(text), say: (line) => void said.push(line) };
  const code = await command.run(args, output);
  return { code, printed: printed.join(''), said };
}
