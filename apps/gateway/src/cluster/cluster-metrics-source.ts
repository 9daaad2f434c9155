import type { MetricsSource } from '@sluice/platform';
import { register } from 'prom-client';
import { Siblings } from './siblings';

/** For metricsModule: the sums of all processes of the gateway. Should the primary hang, those of this process are better than none. */
export const CLUSTER_METRICS: MetricsSource = {
  inject: [Siblings],
  useFactory: (siblings: Siblings) => {
    siblings.answer('metrics', () => register.getMetricsAsJSON());
    return async () => (await siblings.ask('metrics')) ?? register.metrics();
  },
};
