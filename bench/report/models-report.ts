import { markdownTable, number } from '../../apps/models/src/report/markdown-table';
import type { CascadeFigures, ModelFigures, ModelsReport } from '../models/model-figures';

const US_PER_SECOND = 1e6;

export function modelsReport({ models, cascades }: ModelsReport): string {
  const head = ['model', 'tensor batch', 'featurise µs/row', 'run µs/row', 'rows/s'];
  const parts = [
    '## Models, one core, a tight loop\n',
    'Texts of 130 characters for `abuse`, of 64 tokens for `abuse-deep`; golden instances, over and over, for tabular models.\n',
    markdownTable(head, models.map(rowOf)),
  ];
  if (cascades.length > 0) parts.push(cascadeTable(cascades));
  return parts.join('\n');
}

function rowOf({ model, maxBatchSize, featurizeUs, runUs }: ModelFigures): string[] {
  const rate = US_PER_SECOND / (featurizeUs + runUs);
  return [model, number(maxBatchSize), number(featurizeUs, 2), number(runUs, 2), number(rate)];
}

function cascadeTable(cascades: readonly CascadeFigures[]): string {
  const head = ['cascade', 'rows/s', 'deep for all, rows/s', 'times as fast'];
  const rows = cascades.map(({ cascade, cascadeRowsPerSecond, deepRowsPerSecond }) => [
    cascade,
    number(cascadeRowsPerSecond),
    number(deepRowsPerSecond),
    number(cascadeRowsPerSecond / deepRowsPerSecond, 1),
  ]);
  return `On ${number(cascades[0]?.rows ?? 0)} ${cascades[0]?.from ?? 'texts'}:\n\n${markdownTable(head, rows)}`;
}
