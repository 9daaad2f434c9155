/** One try. The signal ends it when another one was faster. */
export type Attempt<T> = (attempt: number, signal: AbortSignal) => Promise<T>;

export interface HedgeOptions {
  /** Most tries; the first two may be under way together. */
  readonly attempts: number;
  /** Milliseconds after which a second one is made beside the first. */
  readonly afterMs: number;
  /** Asked at that moment: false saves it. */
  readonly mayHedge: () => boolean;
  /** Errors that another try would not mend. */
  readonly isFinal: (error: unknown) => boolean;
}

/**
 * The first good answer of up to two tries (Dean and Barroso, The Tail at Scale, 2013): the second begins when the first fails, or takes long.
 * Whoever loses is cancelled. Rejects with the last error.
 */
export function hedged<T>(ask: Attempt<T>, { attempts, afterMs, mayHedge, isFinal }: HedgeOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const running = new Set<AbortController>();
    let begun = 0;
    let isOver = false;
    const finish = (end: () => void): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      for (const controller of running) controller.abort();
      end();
    };
    const begin = (): void => {
      const controller = new AbortController();
      running.add(controller);
      ask(begun++, controller.signal).then(
        (answer) => {
          running.delete(controller);
          finish(() => {
            resolve(answer);
          });
        },
        (error: unknown) => {
          running.delete(controller);
          if (!isOver && !isFinal(error) && begun < attempts) begin();
          else if (isFinal(error) || running.size === 0)
            finish(() => {
              reject(error instanceof Error ? error : new Error('the attempt failed', { cause: error }));
            });
        },
      );
    };
    const timer = setTimeout(() => {
      if (begun === 1 && begun < attempts && mayHedge()) begin();
    }, afterMs);
    begin();
  });
}
