export interface StartErrorOptions extends ErrorOptions {
  /** Exit code of the process; 2 unless given. */
  readonly exitCode?: number;
}

/** A process cannot start until a person changes something. The message says what and how; no stack is shown. */
export class StartError extends Error {
  readonly exitCode: number;

  constructor(message: string, { exitCode = 2, ...options }: StartErrorOptions = {}) {
    super(message, options);
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}
