import type { FactoryProvider } from '@nestjs/common';
import { register } from 'prom-client';

/** Gives all metrics in the text of Prometheus. */
export type ReadMetrics = () => Promise<string>;
export const READ_METRICS = Symbol('READ_METRICS');

/** Makes ReadMetrics of what it injects, which global modules must export. */
export type MetricsSource = Pick<FactoryProvider<ReadMetrics>, 'inject' | 'useFactory'>;

/** The default registry of this process. */
export const OWN_METRICS: MetricsSource = { useFactory: () => () => register.metrics() };
