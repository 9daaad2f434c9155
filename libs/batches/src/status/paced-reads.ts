/** Reads of one thing start at most so often, however many ask for it. */
const PACE_MS = 50;
/** Things whose last read is remembered; one that is forgotten is read at once. */
const MAX_REMEMBERED = 10_000;

/**
 * Lets many who ask for the same thing share its reads. A read that is answered to somebody never started before they asked, so that whoever has
 * changed something sees it; whoever asks shortly after a read waits for the next one.
 */
export class PacedReads<T> {
  /** When the last read of each started, in milliseconds of performance.now(). */
  private readonly startedMs = new Map<string, number>();
  /** Reads that have not started yet. */
  private readonly next = new Map<string, Promise<T>>();

  read(key: string, work: () => Promise<T>): Promise<T> {
    const waiting = this.next.get(key);
    if (waiting !== undefined) return waiting;
    const waitMs = (this.startedMs.get(key) ?? -Infinity) + PACE_MS - performance.now();
    if (waitMs <= 0) return this.start(key, work);
    const next = new Promise<void>((resolve) => setTimeout(resolve, waitMs)).then(() => {
      this.next.delete(key);
      return this.start(key, work);
    });
    this.next.set(key, next);
    return next;
  }

  private start(key: string, work: () => Promise<T>): Promise<T> {
    this.startedMs.delete(key);
    this.startedMs.set(key, performance.now());
    const oldest = this.startedMs.keys().next();
    if (this.startedMs.size > MAX_REMEMBERED && oldest.done !== true) this.startedMs.delete(oldest.value);
    return work();
  }
}
