import { isDeepStrictEqual } from 'node:util';
import type { TestSystem } from '@sluice/testing';

const VERDICTS = 'sessions/local/verdicts';

/** Verdicts that are not as those of an undisturbed run. */
export interface WrongVerdicts {
  readonly missing: number;
  readonly twice: number;
  readonly changed: number;
}

/** Sessions of which the store holds a verdict. */
export async function judgedSessions({ store }: TestSystem): Promise<number> {
  const days = (await store.list(VERDICTS)).map((day) => store.list(`${VERDICTS}/${day}`));
  return new Set((await Promise.all(days)).flat()).size;
}

/** What the store holds of verdicts, by session: the files as files. */
export async function verdictsOf({ store }: TestSystem): Promise<Map<string, unknown[]>> {
  const verdicts = new Map<string, unknown[]>();
  for (const day of await store.list(VERDICTS)) {
    for (const session of await store.list(`${VERDICTS}/${day}`)) {
      for (const name of await store.list(`${VERDICTS}/${day}/${session}`)) {
        const bytes = await store.get(`${VERDICTS}/${day}/${session}/${name}`);
        const { session_id, aggregate, verdict, sketch, model, degraded } = JSON.parse(String(bytes)) as {
          readonly [field: string]: unknown;
          readonly session_id: string;
        };
        const judged = { aggregate, verdict, sketch, model, degraded };
        verdicts.set(session_id, [...(verdicts.get(session_id) ?? []), judged]);
      }
    }
  }
  return verdicts;
}

/** Compares each session with the one of the same number that was judged without disturbance. */
export function wrongVerdicts(
  verdicts: ReadonlyMap<string, readonly unknown[]>,
  pairs: readonly (readonly [undisturbed: string, disturbed: string])[],
): WrongVerdicts {
  const found = pairs.map(([a, b]) => ({ expected: verdicts.get(a)?.[0], all: verdicts.get(b) ?? [] }));
  return {
    missing: found.filter(({ all }) => all.length === 0).length,
    twice: found.filter(({ all }) => all.length > 1).length,
    changed: found.filter(({ expected, all }) => all.some((one) => !isDeepStrictEqual(one, expected))).length,
  };
}
