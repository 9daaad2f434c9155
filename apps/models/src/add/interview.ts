/** Where a question can be put to a person. */
export interface Terminal {
  ask(question: string): Promise<string>;
  close(): void;
}

export interface Question {
  /** Name of the flag that answers it, without dashes. */
  readonly flag: string;
  readonly text: string;
  /** Taken when there is no better answer. */
  readonly proposal?: string;
  /** What is wrong with an answer; null when nothing is. */
  readonly check?: (answer: string) => string | null;
}

/** Gets answers from flags, else from a person, else from proposals. Without a person it notes what is missing, so that all of it can be told at once. */
export class Interview {
  private readonly missing: string[] = [];

  constructor(
    private readonly flags: Readonly<Record<string, unknown>>,
    private readonly terminal: Terminal | null,
  ) {}

  /**
   * @returns '' when there is no answer: `finish` then throws
   * @throws Error when a flag has a wrong value
   */
  async ask(question: Question): Promise<string> {
    const { flag, proposal } = question;
    const given = this.flags[flag];
    if (typeof given === 'string') {
      const problem = problemOf(question, given);
      if (problem !== null) throw new Error(`--${flag}: ${problem}`);
      return given;
    }
    if (this.terminal !== null) return this.askPerson(this.terminal, question);
    if (proposal === undefined) this.missing.push(flag);
    return proposal ?? '';
  }

  /** @throws Error that names every flag that is missing */
  finish(): void {
    if (this.missing.length === 0) return;
    const flags = this.missing.map((flag) => `--${flag}`).join(', ');
    throw new Error(`There is no terminal to ask on: add ${flags}. --help says what they mean.`);
  }

  private async askPerson(terminal: Terminal, question: Question): Promise<string> {
    const { text, proposal } = question;
    let problem: string | null = null;
    for (;;) {
      const hint = proposal === undefined ? '' : ` [${proposal}]`;
      const answer: string = (await terminal.ask(`${problem === null ? '' : `${problem}\n`}${text}${hint}: `)).trim();
      const taken: string = answer === '' ? (proposal ?? '') : answer;
      problem = taken === '' ? 'An answer is needed.' : problemOf(question, taken);
      if (problem === null) return taken;
    }
  }
}

function problemOf({ check }: Question, answer: string): string | null {
  if (answer.trim() === '') return 'it is empty.';
  return check?.(answer) ?? null;
}
