/** A process cannot start until a person changes something. The message says what and how; no stack is shown, the exit code is 2. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}
