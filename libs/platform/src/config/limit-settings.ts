import { wholeNumber, type Setting } from './setting';

const DAY_S = 86_400;
const RATE = /^(\d{1,9})\/(\d{1,5})s$/;

/** At most `limit` in any window of `windowMs`. */
export interface Rate {
  readonly limit: number;
  /** Milliseconds. */
  readonly windowMs: number;
}

/** What a limit that is switched off is read as. */
export const OFF = 'off';

/** Limits and quotas. */
export const LIMIT_SETTINGS = {
  limitPredict: rate({
    name: 'LIMIT_PREDICT',
    fallback: '60000/60s',
    doc: 'Requests of one key to predict and infer in any window: `60000/60s` is 60,000 in 60 seconds. Limits need keys: an open system has none.',
  }),
  limitBatch: rate({
    name: 'LIMIT_BATCH',
    fallback: '600/60s',
    doc: 'Requests of one key to all paths that are neither predict nor admin: batches, their status and results, sessions, models, metrics.',
  }),
  limitAdmin: rate({
    name: 'LIMIT_ADMIN',
    fallback: '300/60s',
    doc: 'Requests of one key to paths that change the service: keys, rollouts, reload, blocked addresses. Without Redis they are refused.',
  }),
  limitLogin: rate({
    name: 'LIMIT_LOGIN',
    fallback: '10/60s',
    doc: 'Refused credentials of one address under one key id; more are refused with 429 instead of 401. A valid key is let in all the same.',
  }),
  limitAddress: rate({
    name: 'LIMIT_ADDRESS',
    fallback: OFF,
    doc: 'Requests of one address to each of predict, batch and admin, with whatever key. An IPv6 address counts by its /64. Behind a proxy set TRUST_PROXY first.',
  }),
  blockAfter: rate({
    name: 'BLOCK_AFTER',
    fallback: OFF,
    doc: 'Refused requests (401 with a credential, 429) of one address after which it is blocked for BLOCK_S. `GET /v1/blocked-addresses` lists them.',
  }),
  blockS: wholeNumber({ name: 'BLOCK_S', fallback: '900', doc: 'Seconds that a blocked address waits.' }, 1, DAY_S),
  quotaRowsPerDay: wholeNumber(
    {
      name: 'QUOTA_ROWS_PER_DAY',
      fallback: '0',
      doc: 'Rows of one key in a day of UTC: items of predict and records of batches. Batches count when they are planned; once the quota is used up new ones are refused. 0: no quota.',
    },
    0,
    1_000_000_000_000,
  ),
  quotaRunningBatches: wholeNumber(
    { name: 'QUOTA_RUNNING_BATCHES', fallback: '100', doc: 'Batches of one key that have not ended. 0: no quota.' },
    0,
    1_000_000,
  ),
  limitTimeoutMs: wholeNumber(
    {
      name: 'LIMIT_TIMEOUT_MS',
      fallback: '50',
      doc: 'Milliseconds that a request waits for Redis to count it; then its process counts alone, and changes of the service are refused.',
    },
    1,
    60_000,
  ),
};

function rate(described: Pick<Setting<unknown>, 'name' | 'fallback' | 'doc'>): Setting<Rate | typeof OFF> {
  const allowed = `a number, / and seconds, such as 600/60s, up to ${DAY_S}s; or ${OFF}`;
  return { ...described, allowed, parse: rateOf };
}

function rateOf(text: string): Rate | typeof OFF | undefined {
  if (text === OFF) return OFF;
  const [, limit = 0, seconds = 0] = (RATE.exec(text) ?? []).map(Number);
  return limit >= 1 && seconds >= 1 && seconds <= DAY_S ? { limit, windowMs: seconds * 1_000 } : undefined;
}
