/** All keys share one hash slot, as the queues do: one script touches several of them. */
const PREFIX = '{sluice}:live';

/** Redis keys of live sessions. Ids of clients come last, so that no id can reach into another key. */
export const sessionKeys = {
  /** Sketches of sessions by their ids, a hash: a key and a time to live for each would weigh as much as what they hold. */
  sessions: (tenant: string): string => `${PREFIX}:s:${tenant}`,
  user: (tenant: string, id: string): string => `${PREFIX}:u:${tenant}:${id}`,
  /** Digests of event ids that a session has counted, once they are many. */
  eventIds: (tenant: string, id: string): string => `${PREFIX}:i:${tenant}:${id}`,
  /** Session ids by when they were last seen. */
  seen: (tenant: string): string => `${PREFIX}:seen:${tenant}`,
  /** Events of all tenants on their way to stage 2. */
  events: `${PREFIX}:events`,
  /** Their length in bytes. */
  eventBytes: `${PREFIX}:events-bytes`,
  /** How many were pushed out before stage 2 took them. */
  eventsLost: `${PREFIX}:events-lost`,
  /** Tenants that have sessions. */
  tenants: `${PREFIX}:tenants`,
  /** Sessions that were closed or went over a band, by when: stage 2 takes them. */
  due: `${PREFIX}:due`,
  /** Sessions last seen until then were given to stage 2 because they were quiet: epoch milliseconds. */
  quietUntil: (tenant: string): string => `${PREFIX}:quiet-until:${tenant}`,
  /** Since when this Redis knows of all sessions for sure, epoch milliseconds: later than some of them when it may have lost some of its memory. */
  since: `${PREFIX}:since`,
  /** The run of Redis that `since` is of. */
  run: `${PREFIX}:run`,
  /** The `since` from before which sessions were restored. */
  recovered: `${PREFIX}:recovered`,
  /** Verdicts of stage 2 by action. */
  verdicts: `${PREFIX}:verdicts`,
  /** Those whose rows could not be scored again, by why. */
  unscored: `${PREFIX}:unscored`,
} as const;
