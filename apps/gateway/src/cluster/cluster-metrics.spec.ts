import { Counter, Gauge, Registry } from 'prom-client';
import { ClusterMetrics } from './cluster-metrics';
import type { MetricValues } from './exchange';

/** What a process answers that has counted `rows` and holds `bytes`. */
function processWith(rows: number, bytes: number): Promise<MetricValues> {
  const registers = [new Registry()];
  new Counter({ name: 'rows_total', help: 'rows', labelNames: ['outcome'], registers }).inc({ outcome: 'allow' }, rows);
  new Gauge({ name: 'bytes', help: 'bytes', registers }).set(bytes);
  new Gauge({ name: 'model_info', help: 'a state', aggregator: 'max', registers }).set(1);
  return registers[0]?.getMetricsAsJSON() ?? Promise.resolve([]);
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('ClusterMetrics', () => {
  it('adds up what all say, and takes the largest of a state', async () => {
    const text = await new ClusterMetrics(2).sum(
      new Map([
        [1, await processWith(3, 10)],
        [2, await processWith(4, 20)],
      ]),
    );
    expect(lines(text)).toEqual([
      'rows_total{outcome="allow"} 7',
      'bytes 30',
      'model_info 1',
      'sluice_gateway_processes{answered="true"} 2',
      'sluice_gateway_processes{answered="false"} 0',
    ]);
  });

  it('lets counters keep what a silent process had counted, and gauges not', async () => {
    const metrics = new ClusterMetrics(2);
    await metrics.sum(new Map([[1, await processWith(3, 10)]]));
    const text = await metrics.sum(new Map([[2, await processWith(4, 20)]]));
    expect(lines(text)).toEqual(expect.arrayContaining(['rows_total{outcome="allow"} 7', 'bytes 20']));
    expect(text).toContain('sluice_gateway_processes{answered="false"} 1');
  });

  it('keeps the counts of processes that have ended, each once', async () => {
    const metrics = new ClusterMetrics(1);
    for (const process of [1, 2, 3]) {
      await metrics.sum(new Map([[process, await processWith(5, 1)]]));
      metrics.keepTotalsOf(process);
    }
    const text = await metrics.sum(new Map([[4, await processWith(1, 1)]]));
    expect(lines(text)).toEqual(expect.arrayContaining(['rows_total{outcome="allow"} 16', 'bytes 1']));
  });
});
