import { markdownTable, number } from '../../apps/models/src/report/markdown-table';
import { DOORS, type GuardedFigures } from '../predict/guarded-bench';

const NAMES = { open: 'no keys: an open system', guarded: 'a key, its check, its tokens, headers' } as const;
const HEAD = ['POST /predict, 32 connections', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs/request'];
/** Most that keys and limits together shall cost a call. */
const TARGET_MICROS = 12;

export function guardedReport(figures: GuardedFigures): string {
  const rows = DOORS.map((door) => [
    NAMES[door],
    number(figures[door].requestsPerSecond),
    number(figures[door].p50Ms, 2),
    number(figures[door].p99Ms, 2),
    number(figures[door].cpuMicrosPerRequest, 1),
  ]);
  const { least, median, most } = figures.extraMicros;
  const extra = `Keys and limits: ${number(median, 1)} µs of CPU a call, the median of the rounds (${number(least, 1)} to ${number(most, 1)}); target: at most ${TARGET_MICROS}.`;
  return `${markdownTable(HEAD, rows)}\n${extra}\n`;
}
