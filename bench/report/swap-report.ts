import { megabytes, number } from '../../apps/models/src/report/markdown-table';
import type { SwapReport } from '../predict/swap-bench';

export function swapReport({ swaps, requestsPerSecond, load, beforeBytes, afterBytes }: SwapReport): string {
  const good = load.byStatus.get(200) ?? 0;
  return (
    `${swaps} swaps of abuse under ${requestsPerSecond} req/s: ${number(good)} of ${number(load.sent)} requests answered with 200, ` +
    `${number(load.sent - good)} failed; p50 ${number(load.accepted.p50Ms, 2)} ms, p99 ${number(load.accepted.p99Ms, 1)} ms. ` +
    `Gateway: ${megabytes(beforeBytes)} before, ${megabytes(afterBytes)} forty seconds after.\n`
  );
}
