import type { UploadReport } from '../upload/upload-bench';
import { markdownTable, megabytes } from '../../apps/models/src/report/markdown-table';

export function uploadReport(report: UploadReport | null): string {
  if (report === null) return 'Upload: not run, because the disk of the temporary folder is too full.\n';
  const { bytes, seconds, beforeBytes, peakBytes } = report;
  const cells = [bytes, bytes / seconds, beforeBytes, peakBytes, peakBytes - beforeBytes].map(megabytes);
  const head = ['upload', 'a second', 'gateway before', 'gateway at its peak', 'growth'];
  return markdownTable(head, [cells], () => true);
}
