import type { ObjectStore } from '@sluice/storage';

/** Where a command writes: its result, and what to know about it. */
export interface Output {
  /** Standard output: what somebody may redirect into a file. Resolves when more may come. */
  print(text: string): Promise<void>;
  /** Standard error, one line. */
  say(line: string): void;
}

/** One of `npm run audit -- <name>`. */
export interface Command {
  /** What it takes, in one line, and what it does. */
  readonly usage: string;
  /** @throws Error whose message says what is wrong and what to do */
  run(args: readonly string[], output: Output, openStore: () => Promise<ObjectStore>): Promise<void>;
}
