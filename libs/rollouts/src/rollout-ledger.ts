import type { ObjectStore } from '@sluice/storage';
import type { RolloutRecord } from './rollout';

const ROOT = 'rollouts';
/** Digits of a revision in its key, so that names sort as numbers do. */
const DIGITS = 10;

/**
 * Rollouts in the object store: `rollouts/<model>/<revision>`, each created if absent and never changed, so that of two writers one wins and
 * every process reads the same line of revisions. Every method throws what the store does.
 */
export class RolloutLedger {
  constructor(private readonly store: ObjectStore) {}

  /** Names of the models that ever had a rollout. */
  models(): Promise<string[]> {
    return this.store.list(ROOT);
  }

  /** Number of the newest revision; 0: there is none. */
  async revision(model: string): Promise<number> {
    const names = await this.store.list(`${ROOT}/${model}`);
    return Number(names.at(-1) ?? 0);
  }

  /** null when there is no such revision. */
  async read(model: string, revision: number): Promise<RolloutRecord | null> {
    const bytes = await this.store.get(keyOf(model, revision));
    // Only `append` writes here.
    return bytes === null ? null : (JSON.parse(bytes.toString()) as RolloutRecord);
  }

  /** The last revisions, newest first. */
  async history(model: string, count: number): Promise<RolloutRecord[]> {
    const last = await this.revision(model);
    const revisions = Array.from({ length: Math.min(count, last) }, (_, i) => last - i);
    const records = await Promise.all(revisions.map((revision) => this.read(model, revision)));
    return records.filter((record) => record !== null);
  }

  /** False when somebody else was first with this revision. */
  append(model: string, record: RolloutRecord): Promise<boolean> {
    return this.store.putIfAbsent(keyOf(model, record.revision), JSON.stringify(record));
  }
}

function keyOf(model: string, revision: number): string {
  return `${ROOT}/${model}/${String(revision).padStart(DIGITS, '0')}`;
}
