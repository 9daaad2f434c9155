/** The store cannot be used until a person changes it, or its settings. The message says what and how. */
export class UnfitStoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnfitStoreError';
  }
}
