import type { SessionPayload } from '@sluice/batches';
import { encodeAggregate, type DueSession } from '@sluice/sessions';
import type { WorkerResources } from '../worker-resources';
import type { FlushEvents } from './flush-events';

/** Pages of one round: what is left waits for the next. */
const MOST_PAGES = 20;

/**
 * Puts sessions that are due on the queue. First their events are written, so that a job finds all of them; last they are taken off what is due, so that a death
 * in between only adds a job again that is there, or that finds its verdict.
 */
export class TakeSessions {
  constructor(
    private readonly resources: Pick<WorkerResources, 'queue' | 'due'>,
    private readonly flush: FlushEvents,
  ) {}

  /** @returns how many were taken */
  async execute(): Promise<number> {
    let taken = 0;
    for (let page = 0; page < MOST_PAGES; page++) {
      const { sessions, hasMore, settle } = await this.resources.due.take();
      await this.flush.execute();
      await this.resources.queue.addSessions(sessions.map(payloadOf));
      await settle();
      taken += sessions.length;
      if (!hasMore) break;
    }
    return taken;
  }
}

function payloadOf({ tenant, session }: DueSession): SessionPayload {
  const { sessionId, lastEvent, beganAt: from, model, aggregate } = session;
  const [numbers, topRows] = encodeAggregate(aggregate);
  return { tenant, sessionId, until: lastEvent ?? '', from, model, numbers, topRows };
}
