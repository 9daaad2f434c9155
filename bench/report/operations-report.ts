import { markdownTable, megabytes, number } from '../../apps/models/src/report/markdown-table';
import type { OperationsReport } from '../operations/operations-bench';

export function operationsReport(report: OperationsReport): string {
  const { rows, rowsPerSecond, redisBeforeBytes, redisPeakBytes, workerPeakBytes, gatewayPeakBytes } = report;
  const { pollers, pollersOfMany } = report;
  const percent = (share: number): string => `${number(share * 100, 1)} % of a core`;
  const lines = [
    ['rows/s, from POST to the end, while clients ask', number(rowsPerSecond)],
    ['Redis before the batch', megabytes(redisBeforeBytes)],
    ['Redis at its most while it ran', megabytes(redisPeakBytes)],
    ['worker at its peak', megabytes(workerPeakBytes)],
    ['gateway at its peak', megabytes(gatewayPeakBytes)],
    ['gateway while the batch runs and nobody asks', percent(report.idleShare)],
    [`gateway while ${number(pollers.clients)} clients ask once a second`, percent(pollers.coreShare)],
    ['- answers: changed, unchanged', `${number(pollers.changed)}, ${number(pollers.unchanged)}`],
    ['gateway while each of them asks for a batch of its own that has ended', percent(pollersOfMany.coreShare)],
    ['- answers: changed, unchanged', `${number(pollersOfMany.changed)}, ${number(pollersOfMany.unchanged)}`],
    ['cancel until the worker is idle', `${number(report.cancelMs)} ms`],
  ];
  return markdownTable([`one batch of ${number(rows)} rows`, ''], lines);
}
