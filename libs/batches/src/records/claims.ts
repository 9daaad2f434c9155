import { newId } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import type { Claim } from './batch-records';

/** Attempts of one piece of work that ended without a word: their processes died. */
export interface Deaths {
  readonly total: number;
  /** Deaths of attempts that ran with nothing else in their worker. */
  readonly alone: number;
}

/** Notes of running attempts. An orderly end takes its note away, so what stays behind counts deaths. */
export class Claims {
  constructor(
    private readonly store: ObjectStore,
    /** What they lie under, by work. */
    private readonly folder: string,
  ) {}

  /** Deaths of earlier attempts. Another attempt that still runs is counted too: a paused process looks dead. */
  async deathsOf(work: string): Promise<Deaths> {
    const prefix = `${this.folder}/${work}`;
    const names = await this.store.list(prefix);
    const claims = await Promise.all(names.map((name) => this.store.get(`${prefix}/${name}`)));
    const alone = claims.filter((bytes) => bytes !== null && (JSON.parse(bytes.toString()) as Claim).alone);
    return { total: names.length, alone: alone.length };
  }

  /** Runs `attempt` under a claim with a new attempt id. */
  async hold<T>(work: string, alone: boolean, attempt: (attemptId: string) => Promise<T>): Promise<T> {
    const attemptId = newId();
    const key = `${this.folder}/${work}/${attemptId}`;
    await this.store.putIfAbsent(key, JSON.stringify({ at: Date.now(), alone } satisfies Claim));
    try {
      return await attempt(attemptId);
    } finally {
      await this.store.delete(key);
    }
  }
}
