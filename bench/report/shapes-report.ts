import { markdownTable, number } from '../../apps/models/src/report/markdown-table';
import type { ShapeFigures } from '../predict/shapes-bench';

const HEAD = [
  'POST /predict, 32 connections',
  'req/s',
  'rows/s',
  'p50 ms',
  'p99 ms',
  'CPU µs/request',
  'CPU µs/row',
  'CPU / floor',
];

export function shapesReport(figures: readonly ShapeFigures[]): string {
  return markdownTable(
    HEAD,
    figures.map((one) => [
      one.shape,
      number(one.requestsPerSecond),
      number(one.requestsPerSecond * one.rows),
      number(one.p50Ms, 2),
      number(one.p99Ms, 2),
      number(one.cpuMicrosPerRequest),
      number(one.cpuMicrosPerRequest / one.rows, 1),
      number(one.cpuMicrosPerRequest / one.floorMicrosPerRequest, 1),
    ]),
  );
}
