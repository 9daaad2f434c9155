import { relative } from 'node:path';
import { markdownTable, number } from '../../apps/models/src/report/markdown-table';
import { ROOT } from '../bench-options';
import type { ProfileReport } from '../profile/profile-bench';

/** Smaller ones are added up. */
const SHOWN_SHARE = 0.01;

export function profileReport({ requestsPerSecond, cpuMicrosPerRequest, parts, keptAs }: ProfileReport): string {
  const large = parts.filter(({ share }) => share >= SHOWN_SHARE);
  const rest = 1 - large.reduce((sum, { share }) => sum + share, 0);
  const rows = [...large, { part: 'all else', share: rest }].map(({ part, share }) => [
    part,
    `${number(share * 100, 1)} %`,
    number(share * cpuMicrosPerRequest, 1),
  ]);
  const about = `${number(requestsPerSecond)} req/s and ${number(cpuMicrosPerRequest)} µs of CPU a request while it was profiled; flame graph: ${relative(ROOT, keptAs)}.`;
  return `${markdownTable(['on top of the stack', 'CPU', 'µs/request'], rows)}\n${about}\n`;
}
