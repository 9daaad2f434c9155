import type { ObjectStore } from '@sluice/storage';

const ROOT = 'reloads';
/** Digits of a signal in its key, so that names sort as numbers do. */
const DIGITS = 10;
/** Processes look every second: older signals have been seen. */
const KEPT = 10;

/** Tells the processes on a store that somebody has reloaded: `reloads/<number>`, each created if absent. Every method throws what the store does. */
export class ReloadSignals {
  constructor(private readonly store: ObjectStore) {}

  /** Number of the newest signal; 0: there is none. */
  async last(): Promise<number> {
    const names = await this.store.list(ROOT);
    return Number(names.at(-1) ?? 0);
  }

  /** @returns its number. When somebody else was first with it, that one is as good. */
  async give(): Promise<number> {
    const number = (await this.last()) + 1;
    await this.store.putIfAbsent(keyOf(number), '');
    if (number > KEPT) await this.store.delete(keyOf(number - KEPT));
    return number;
  }
}

function keyOf(number: number): string {
  return `${ROOT}/${String(number).padStart(DIGITS, '0')}`;
}
