import { AggregatorRegistry, type Aggregator } from 'prom-client';
import type { MetricValues } from './exchange';

type Metric = MetricValues[number];

/**
 * Of Node's own gauges, those that prom-client averages or leaves out: an alert must see the process that is worst off, and the last start.
 * Our own gauges say theirs where they are declared; counters, histograms and what is not said are sums.
 */
const LARGEST = /^sluice_(?:nodejs_eventloop_lag_(?!min_)|process_start_time_)/;
const NEVER_FALLS = new Set(['counter', 'histogram']);

/** Adds the metrics of several processes up. No counter ever falls: what a process that is silent or has ended had counted stays in. */
export class ClusterMetrics {
  private readonly last = new Map<number, MetricValues>();
  private ended: MetricValues = [];

  /** @param processes that the gateway should have */
  constructor(private readonly processes: number) {}

  /** @param answers of those processes that answered, by number @returns Prometheus's text */
  sum(answers: ReadonlyMap<number, MetricValues>): Promise<string> {
    for (const [process, values] of answers) this.last.set(process, values);
    const silent = [...this.last].filter(([process]) => !answers.has(process)).map(([, values]) => totalsIn(values));
    const now = [...answers.values()].map((values) => values.map(withAggregator));
    const parts = [...now, ...silent, this.ended, [processesGauge(answers.size, this.processes)]];
    return AggregatorRegistry.aggregate(parts).metrics();
  }

  /** The process has ended, and another number will take its place. */
  keepTotalsOf(process: number): void {
    const totals = totalsIn(this.last.get(process) ?? []);
    this.last.delete(process);
    // They have values, which the types of prom-client leave out.
    this.ended = AggregatorRegistry.aggregate([this.ended, totals]).getMetricsAsArray() as MetricValues;
  }
}

function withAggregator(metric: Metric): Metric {
  const aggregator: Aggregator = LARGEST.test(metric.name) ? 'max' : metric.aggregator;
  return { ...metric, aggregator };
}

function totalsIn(values: MetricValues): MetricValues {
  // The types of prom-client call it a number.
  return values.filter(({ type }) => NEVER_FALLS.has(String(type)));
}

function processesGauge(answered: number, processes: number): object {
  return {
    name: 'sluice_gateway_processes',
    help: 'Processes of this gateway, by whether their metrics are in this answer',
    type: 'gauge',
    aggregator: 'first',
    values: [
      { value: answered, labels: { answered: 'true' } },
      { value: processes - answered, labels: { answered: 'false' } },
    ],
  };
}
