import type { DynamicModule } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { register } from 'prom-client';
import { MetricsController } from './metrics.controller';
import { OWN_METRICS, READ_METRICS, type MetricsSource } from './metrics-source';

/** Prefix of every metric of Sluice. */
const METRIC_PREFIX = 'sluice_';

/**
 * `GET /metrics` with the metrics of the process (CPU, memory, file descriptors), of the event loop (lag, GC) and whatever
 * else is in the default registry.
 */
export function metricsModule(source: MetricsSource = OWN_METRICS): DynamicModule {
  // The registry is one per process: a second application in it (a test) must not register the same names again.
  const alreadyCollected = register.getSingleMetric(`${METRIC_PREFIX}process_cpu_seconds_total`) !== undefined;
  const prometheus = PrometheusModule.register({
    path: '/metrics',
    controller: MetricsController,
    defaultMetrics: { enabled: !alreadyCollected, config: { prefix: METRIC_PREFIX } },
  });
  return { ...prometheus, providers: [...(prometheus.providers ?? []), { provide: READ_METRICS, ...source }] };
}
