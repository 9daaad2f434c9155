import { reachRedis } from '@sluice/platform';
import type { TestSystem } from '@sluice/testing';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** BullMQ's own account of what became of which job: an id that is the time of Redis, and fields. */
const EVENTS = '{sluice}:score:events';
const ASK_WITHIN_MS = 30_000;

/** When workers took the job of each chunk, by its id; epoch milliseconds, ascending. */
export type Starts = ReadonlyMap<string, readonly number[]>;

/** Reads when workers took which chunks, off Redis. */
export async function startsOfChunks({ redis }: TestSystem): Promise<Starts> {
  const events = await reachRedis(redis.url, { timeoutMs: ASK_WITHIN_MS }, (client) => client.xrange(EVENTS, '-', '+'));
  const starts = new Map<string, number[]>();
  for (const [id, fields] of events) {
    const event = new Map(
      fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1]]] : [])) as [string, string][],
    );
    const job = event.get('jobId') ?? '';
    if (event.get('event') === 'active') starts.set(job, [...(starts.get(job) ?? []), Number(id.split('-')[0])]);
  }
  return starts;
}

/**
 * How long, in milliseconds, each chunk whose worker died waited until another worker took it; Infinity: none did.
 * @param claims what is left of a batch that has ended: each is of an attempt that died at the first kill after it
 * @param kills when workers were killed, epoch milliseconds, ascending
 */
export function pickUps(batch: string, claims: readonly string[], kills: readonly number[], starts: Starts): number[] {
  return claims.map((claim) => {
    const at = claimedAt(claim);
    const killedAt = kills.find((kill) => kill >= at) ?? at;
    const [piece = ''] = claim.split('/');
    return (starts.get(`${batch}.1.${piece}`)?.find((start) => start > killedAt) ?? Infinity) - killedAt;
  });
}

/** How many of the kills ended an attempt. @param claims what is left, of attempts that still run too: these began after the last kill */
export function hitsAmong(claims: readonly string[], kills: readonly number[]): number {
  const ended = claims.map((claim) => kills.find((kill) => kill >= claimedAt(claim)));
  return new Set(ended.filter((kill) => kill !== undefined)).size;
}

/** When an attempt began, by the ULID that names it; epoch milliseconds. @param claim `<piece>/<attempt>` */
export function claimedAt(claim: string): number {
  const ulid = claim.split('/')[1] ?? '';
  return Array.from(ulid.slice(0, 10)).reduce((ms, digit) => ms * 32 + DIGITS.indexOf(digit), 0);
}
