/** Whether somebody may go on. */
export interface Verdict {
  readonly allowed: boolean;
  /** Tokens left in the window, as far as this process knows. */
  readonly remaining: number;
  /** Milliseconds until tokens are free again; 0: all are free. */
  readonly resetMs: number;
  /** Redis does not answer: this process has counted alone. */
  readonly isLocal: boolean;
}
