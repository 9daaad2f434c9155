import { Inject, Injectable } from '@nestjs/common';
import { ACTIONS } from '@sluice/detection';
import { UNSCORED, type LiveSessions } from '@sluice/sessions';
import { Gauge, register } from 'prom-client';
import { LIVE_SESSIONS } from './live-sessions.token';

/** Verdicts of stage 2, which workers count in Redis, read when somebody scrapes; absent while Redis is. Every process reads the same, hence 'max'. */
@Injectable()
export class VerdictMetrics {
  constructor(@Inject(LIVE_SESSIONS) sessions: LiveSessions) {
    countsInRedis('sluice_session_verdicts_total', 'action', ACTIONS, {
      help: 'Verdicts of stage 2 on live sessions since Redis began, by action',
      read: () => sessions.verdictCounts(),
    });
    countsInRedis('sluice_session_unscored_total', 'reason', UNSCORED, {
      help: 'Verdicts of stage 2 on live sessions whose rows could not be scored again, since Redis began, by reason',
      read: () => sessions.unscoredCounts(),
    });
  }
}

function countsInRedis(
  name: string,
  label: string,
  values: readonly string[],
  { help, read }: { readonly help: string; readonly read: () => Promise<ReadonlyMap<string, number>> },
): void {
  // A second application in the process (a test) takes the name over.
  register.removeSingleMetric(name);
  new Gauge({
    ...{ name, help, labelNames: [label], aggregator: 'max' },
    async collect() {
      this.reset();
      const counts = await read().catch(() => null);
      if (counts !== null) for (const value of values) this.set({ [label]: value }, counts.get(value) ?? 0);
    },
  });
}
