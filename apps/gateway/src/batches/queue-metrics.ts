import { Injectable } from '@nestjs/common';
import { BatchQueue, QUEUE_NAMES } from '@sluice/batches';
import { Gauge, register } from 'prom-client';

const DEPTH = 'sluice_queue_depth';
const AGE = 'sluice_queue_oldest_age_seconds';

/** Depth and age of the queues, read from Redis when somebody scrapes; absent while Redis is. Every process reads the same, hence 'max'. */
@Injectable()
export class QueueMetrics {
  constructor(queue: BatchQueue) {
    // A second application in the process (a test) takes the names over.
    register.removeSingleMetric(DEPTH);
    register.removeSingleMetric(AGE);
    new Gauge({
      name: DEPTH,
      help: 'Jobs that wait, are delayed or run, by queue',
      labelNames: ['queue'],
      aggregator: 'max',
      collect() {
        return forEachQueue((name) => queue.depth(name), this);
      },
    });
    new Gauge({
      name: AGE,
      help: 'Seconds that the oldest waiting job has waited, by queue',
      labelNames: ['queue'],
      aggregator: 'max',
      collect() {
        return forEachQueue(async (name) => (await queue.oldestAgeMs(name)) / 1_000, this);
      },
    });
  }
}

async function forEachQueue(
  read: (name: (typeof QUEUE_NAMES)[number]) => Promise<number>,
  gauge: Gauge<'queue'>,
): Promise<void> {
  gauge.reset();
  const values = await Promise.allSettled(QUEUE_NAMES.map(read));
  values.forEach((value, i) => {
    if (value.status === 'fulfilled') gauge.set({ queue: QUEUE_NAMES[i] ?? '' }, value.value);
  });
}
