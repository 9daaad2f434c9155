import { Inject, Injectable } from '@nestjs/common';
import { ACTIONS } from '@sluice/detection';
import type { LiveSessions } from '@sluice/sessions';
import { Gauge, register } from 'prom-client';
import { LIVE_SESSIONS } from './live-sessions.token';

const VERDICTS = 'sluice_session_verdicts_total';

/** Verdicts of stage 2, which workers count in Redis, read when somebody scrapes; absent while Redis is. Every process reads the same, hence 'max'. */
@Injectable()
export class VerdictMetrics {
  constructor(@Inject(LIVE_SESSIONS) sessions: LiveSessions) {
    // A second application in the process (a test) takes the name over.
    register.removeSingleMetric(VERDICTS);
    new Gauge({
      name: VERDICTS,
      help: 'Verdicts of stage 2 on live sessions since Redis began, by action',
      labelNames: ['action'],
      aggregator: 'max',
      async collect() {
        this.reset();
        const counts = await sessions.verdictCounts().catch(() => null);
        if (counts !== null) for (const action of ACTIONS) this.set({ action }, counts.get(action) ?? 0);
      },
    });
  }
}
