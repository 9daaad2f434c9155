import { rowsPerCore, type BatchFigures } from '../batch/batch-figures';
import type { ScoringProfile } from '@sluice/inference';
import type { BatchReport } from '../batch/batch-bench';
import { markdownTable, megabytes, number } from '../../apps/models/src/report/markdown-table';
import { notRun, ratio } from './predict-report';

const HEAD = ['batch', 'rows/s', 'rows per CPU second', 'CPU seconds', 'peak memory'];

const NAMES = {
  peer: 'peer: batch.py in one process, after start and loading',
  sluice: 'Sluice: POST to results CSV, durable',
} as const;

/** @param peerMissing why there are no figures of the peer */
export function batchReport(report: BatchReport, peerMissing: string | null): string {
  const { rows, figures, scoring, tabular } = report;
  const lines = figures.flatMap((one) => batchLines(rows, one));
  if (peerMissing !== null) lines.unshift([NAMES.peer, 'not run']);
  const alone = (name: string, ms: number): string[] => [name, number((rows / ms) * 1e3)];
  lines.push(
    alone('ONNX Runtime alone, tight loop, one thread', scoring.runMs),
    alone('featurising alone, one thread', scoring.featurizeMs),
    alone('featurising and ONNX Runtime, one thread', scoring.featurizeMs + scoring.runMs),
    ...batchLines(rows, tabular.figures, 'Sluice, 30 numbers a row (fraud)'),
    alone('columns and ONNX Runtime for them, one thread', tabular.scoring.featurizeMs + tabular.scoring.runMs),
  );
  const of = (name: BatchFigures['name']): BatchFigures | undefined => figures.find((one) => one.name === name);
  const [sluice, peer] = [of('sluice'), of('peer')];
  const perCore = (one: BatchFigures | undefined): number | undefined => one && rowsPerCore(rows, one);
  return `${markdownTable([`${HEAD[0] ?? ''} of ${number(rows)} rows`, ...HEAD.slice(1)], lines)}${notRun(peerMissing)}
Rows/s, Sluice / peer: ${ratio(sluice?.rowsPerSecond, peer?.rowsPerSecond)}. Rows per CPU second: ${ratio(perCore(sluice), perCore(peer))}.
Of the rate of scoring alone: ${share(rows, sluice, scoring)} of texts, ${share(rows, tabular.figures, tabular.scoring)} of numbers.
`;
}

function share(rows: number, figures: BatchFigures | undefined, { featurizeMs, runMs }: ScoringProfile): string {
  const alone = (rows / (featurizeMs + runMs)) * 1e3;
  return figures === undefined ? '-' : `${number((figures.rowsPerSecond / alone) * 100)} %`;
}

function batchLines(rows: number, figures: BatchFigures, name: string = NAMES[figures.name]): string[][] {
  const total = figures.processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const [only] = figures.processes;
  const peak = figures.processes.length === 1 && only ? megabytes(only.peakBytes) : '';
  const parts = figures.processes.length === 1 ? [] : figures.processes;
  return [
    [name, number(figures.rowsPerSecond), number(rowsPerCore(rows, figures)), number(total, 2), peak],
    ...parts.map(({ name, cpuSeconds, peakBytes }) => [
      `- ${name}`,
      '',
      '',
      number(cpuSeconds, 2),
      megabytes(peakBytes),
    ]),
  ];
}
