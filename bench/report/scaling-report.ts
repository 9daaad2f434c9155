import { markdownTable, number } from '../../apps/models/src/report/markdown-table';
import type { ScalingFigures, ScalingReport } from '../scaling/scaling-bench';

export function scalingReport({ rows, figures }: ScalingReport): string {
  const [one, two] = figures;
  const line = (name: string, of: (figures: ScalingFigures) => number): string[] => {
    const [single, both] = [one, two].map((measured) => measured && of(measured));
    return [
      name,
      ...[single, both].map((rate) => (rate === undefined ? '-' : number(rate))),
      both === undefined || single === undefined ? '-' : number(both / single, 2),
    ];
  };
  const table = markdownTable(
    [`one batch of ${number(rows)} rows, rows/s`, 'one worker', 'two workers', 'ratio'],
    [line('scoring alone', ({ scoring }) => scoring), line('from POST to the end', ({ endToEnd }) => endToEnd)],
  );
  return `${table}
The first worker is pinned to core 0, the second to core 1. Gateway, Redis and the client run on both cores: on a machine of two they take from the second worker
what they do not take from the first. Reading the file and writing the results are one job each, which a second worker does not shorten.
`;
}
