import type { ModelRef } from '@sluice/contracts';
import type { SessionAggregate, SessionVerdict } from '@sluice/detection';
import type { ObjectStore } from '@sluice/storage';
import type { LiveVerdict, Unscored } from './live-session';
import { SESSIONS, sessionHash, sessionObjects } from './session-objects';
import { timeOfId } from './stream-id';
import { roundRisk } from './verdict-codec';

const DAY_MS = 86_400_000;

/** What stage 2 said of a session, and what the sketch had said of it. Immutable: a session that goes on gets another. */
export interface VerdictRecord {
  readonly tenant: string;
  readonly session_id: string;
  readonly user_id: string | null;
  /** Padded id of the last event that it covers. */
  readonly until: string;
  /** Epoch milliseconds. */
  readonly judged_at: number;
  /** Scored the rows again. Its version is `unknown` when nobody did, and the model of stage 1 is gone. */
  readonly model: ModelRef;
  /** Judged the session; null: the formula. */
  readonly session_model: ModelRef | null;
  readonly aggregate: SessionAggregate;
  readonly verdict: SessionVerdict;
  readonly sketch: SessionVerdict;
  readonly degraded: boolean;
  /** Rows were scored by the model of stage 1, because that of stage 2 could not be had. */
  readonly fallback?: boolean;
  /** The rows could not be scored again: the numbers are those of the sketch, `model` is that of stage 1. */
  readonly unscored?: Unscored;
}

/** Verdicts of stage 2 in the object store, by the day of the last event that they cover. */
export class VerdictRecords {
  constructor(private readonly store: ObjectStore) {}

  /** Of several attempts at one verdict the first counts. @returns that one */
  async create(record: VerdictRecord): Promise<VerdictRecord> {
    const { tenant, session_id, until } = record;
    if (await this.store.putIfAbsent(keyOf(tenant, session_id, until), JSON.stringify(record))) return record;
    return (await this.find(tenant, session_id, until)) ?? record;
  }

  async find(tenant: string, sessionId: string, until: string): Promise<VerdictRecord | null> {
    return this.read(keyOf(tenant, sessionId, until));
  }

  /** null when stage 2 never judged the session, or too long ago. */
  async latest(tenant: string, sessionId: string): Promise<VerdictRecord | null> {
    const days = (await this.store.list(sessionObjects.verdicts(tenant))).sort((a, b) => Number(b) - Number(a));
    for (const day of days) {
      const folder = `${sessionObjects.verdicts(tenant)}/${day}/${sessionHash(sessionId)}`;
      const name = (await this.store.list(folder)).at(-1);
      if (name !== undefined) return this.read(`${folder}/${name}`);
    }
    return null;
  }

  /** Removes verdicts on events before a time, epoch milliseconds, and the claims that were left on them. @returns how many days went */
  async expire(before: number): Promise<number> {
    let removed = 0;
    for (const tenant of await this.store.list(SESSIONS)) {
      for (const folder of [sessionObjects.verdicts(tenant), sessionObjects.claims(tenant)]) {
        for (const day of await this.store.list(folder)) {
          if ((Number(day) + 1) * DAY_MS > before) continue;
          await this.store.deletePrefix(`${folder}/${day}`);
          removed++;
        }
      }
    }
    return removed;
  }

  private async read(key: string): Promise<VerdictRecord | null> {
    const bytes = await this.store.get(key);
    return bytes === null ? null : (JSON.parse(bytes.toString()) as VerdictRecord);
  }
}

/** What lists of sessions show of a verdict. */
export function liveVerdict(record: VerdictRecord): LiveVerdict {
  const { until, judged_at, model, verdict, sketch, degraded, fallback = false, unscored = null } = record;
  const { events, flagged, max_score, risk, action } = verdict;
  return {
    ...{ until, model: `${model.name}@${model.version}`, events, flagged, max_score, risk: roundRisk(risk), action },
    ...{ risk_gap: roundRisk(risk - sketch.risk), events_gap: events - sketch.events },
    ...{ degraded, fallback, unscored, judged_at },
  };
}

/** What claims on judging a session lie under, by the last event that is judged. */
export function sessionClaims(tenant: string, sessionId: string, until: string): string {
  return `${sessionObjects.claims(tenant)}/${dayOf(until)}/${sessionHash(sessionId)}`;
}

function keyOf(tenant: string, sessionId: string, until: string): string {
  return `${sessionObjects.verdicts(tenant)}/${dayOf(until)}/${sessionHash(sessionId)}/${until}`;
}

function dayOf(until: string): number {
  return Math.floor(timeOfId(until) / DAY_MS);
}
