/** An endpoint that did not answer, or not well. `isFinal`: another one would say the same. */
export class RemoteFailure extends Error {
  constructor(
    message: string,
    readonly isFinal: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
