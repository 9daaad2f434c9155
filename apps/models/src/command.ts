/** Where a command writes: its result, and what it is doing meanwhile. */
export interface Output {
  /** Standard output: what somebody may redirect into a file. */
  print(text: string): void;
  /** Standard error, one line. */
  say(line: string): void;
}

/** One of `npm run models:<name>`. */
export interface Command {
  /** What it takes, as --help shows it; ends with a line end. */
  readonly usage: string;
  /**
   * @returns exit code: 0, or 1 when something that it checks does not hold
   * @throws Error whose message says what is wrong with the arguments or the files, and what to do
   */
  run(args: readonly string[], output: Output): Promise<number>;
}
