import { markdownTable, number } from '../../apps/models/src/report/markdown-table';
import type { LagFigures } from '../predict/lag-bench';

const HEAD = ['load', 'event loop lag p99 ms', 'abuse req/s', 'p50 ms', 'p99 ms'];

export function lagReport(figures: readonly LagFigures[]): string {
  const rows = figures.map(({ load, lagP99Ms, fast }) => [
    load,
    number(lagP99Ms, 1),
    ...(fast ? [number(fast.requestsPerSecond), number(fast.p50Ms, 1), number(fast.p99Ms, 1)] : []),
  ]);
  return `${markdownTable(HEAD, rows)}\nThe histogram of Node has a resolution of 10 ms: an idle loop shows about 10 to 11.\n`;
}
