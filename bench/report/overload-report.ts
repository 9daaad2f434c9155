import { markdownTable, number } from '../../apps/models/src/report/markdown-table';
import type { OverloadReport } from '../predict/overload-bench';

const HEAD = [
  'sent',
  'req/s',
  'goodput/s',
  'of 1x',
  'accepted p50 ms',
  'p99 ms',
  'refused',
  'p50 ms',
  'p99 ms',
  'other',
];

export function overloadReport({ model, capacity, figures }: OverloadReport): string {
  const base = figures.find(({ times }) => times === 1)?.result.goodputPerSecond ?? NaN;
  const rows = figures.map(({ times, result }) => {
    const { accepted, refused, byStatus, sent, goodputPerSecond } = result;
    const [good, away] = [byStatus.get(200) ?? 0, byStatus.get(503) ?? 0];
    return [
      `${times}x`,
      number(times * capacity),
      number(goodputPerSecond),
      `${number((goodputPerSecond / base) * 100)} %`,
      number(accepted.p50Ms, 1),
      number(accepted.p99Ms, 1),
      number(away),
      refused ? number(refused.p50Ms, 1) : '',
      refused ? number(refused.p99Ms, 1) : '',
      number(sent - good - away),
    ];
  });
  const about = `One text a request to ${model}, sent at its own rate (open loop). 1x: ${number(capacity)} req/s, what 8 clients get that wait.`;
  return `${markdownTable(HEAD, rows)}\n${about}\n`;
}
