import { markdownTable, number } from '../report/markdown-table';
import { FIGURE_NAMES, FIGURE_TITLES, type FigureName } from './figures';
import type { ResultLine, Sample } from './result-line';

const NOTES: Readonly<Record<Sample, string>> = {
  'in-sample':
    'in-sample: the model was trained on these very rows, which flatters every figure of the line. Do not quote them; the line "cross-validated" below says what the model reached on rows it had not seen.',
  split: 'split: rows of the training file that training left out.',
  unseen: 'unseen: not the file that the model was trained on.',
  'cross-validated':
    'cross-validated: as training.metrics of the manifest has it, by cross-validation or on rows that training left out.',
};

/** Titles before and after the figures. */
const COLUMNS = ['model', 'data', 'sample', 'rows', 'positive', 'refused', 'threshold'];
const TEXT_COLUMNS = 3;

/** One table for all lines, and what the words in it mean. */
export function evaluationReport(lines: readonly ResultLine[]): string {
  const head = [...COLUMNS, ...FIGURE_NAMES.map((name) => FIGURE_TITLES[name])];
  const table = markdownTable(head, lines.map(cells), (column) => column >= TEXT_COLUMNS);
  const samples = [...new Set(lines.map(({ sample }) => sample))];
  return `${table}\n${samples.map((sample) => `${NOTES[sample]}\n`).join('')}`;
}

function cells(line: ResultLine): string[] {
  const { model, data, sample, rows, threshold } = line;
  const counts = [rows?.judged, rows?.positive, rows?.refused].map((count) => (count == null ? '' : number(count)));
  return [
    model,
    data,
    sample,
    ...counts,
    threshold === null ? '' : String(threshold),
    ...FIGURE_NAMES.map((name) => figure(line, name)),
  ];
}

function figure({ figures, intervals }: ResultLine, name: FigureName): string {
  const value = figures[name];
  if (value === undefined || Number.isNaN(value)) return '-';
  const interval = intervals[name];
  const around = interval ? ` (${interval.map((end) => number(end, 4)).join(' to ')})` : '';
  return `${number(value, 4)}${around}`;
}
