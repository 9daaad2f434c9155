import { DeliveryCounts } from '@sluice/webhooks';
import { Gauge, register } from 'prom-client';
import { Injectable } from '@nestjs/common';

const DELIVERIES = 'sluice_webhook_deliveries_total';

/** Attempts at webhooks, which workers count in Redis, read when somebody scrapes; absent while Redis is. Every process reads the same, hence 'max'. */
@Injectable()
export class WebhookMetrics {
  constructor(counts: DeliveryCounts) {
    // A second application in the process (a test) takes the name over.
    register.removeSingleMetric(DELIVERIES);
    new Gauge({
      name: DELIVERIES,
      help: 'Attempts at webhooks since Redis began, by what came of them; gave_up: the last one failed',
      labelNames: ['outcome'],
      aggregator: 'max',
      async collect() {
        this.reset();
        const read = await counts.read().catch(() => null);
        for (const [outcome, count] of read ?? []) this.set({ outcome }, count);
      },
    });
  }
}
