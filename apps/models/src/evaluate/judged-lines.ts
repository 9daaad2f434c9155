import { bootstrap } from './bootstrap';
import type { FigureName, Figures } from './figures';
import { pickRows, type JudgedRows } from './judged-rows';
import type { JudgedFile } from './judgement';
import { Ranking } from './ranking';
import type { ResultLine, Sample } from './result-line';

export interface LineContext {
  readonly model: string;
  readonly data: string;
  readonly sample: Sample;
  /** Score from which on a row is flagged. */
  readonly threshold: number;
  /** Resamples for the intervals, 0 for none. */
  readonly resamples: number;
}

/** Figures that only need an order of the rows, so that they exist for values that are no probabilities as well. */
const ORDER_FIGURES: readonly FigureName[] = ['auc', 'ap', 'recallAt1PctFpr'];

/** A line for all rows and one for each group. */
export function judgedLines(context: LineContext, { rows, refused, groups }: JudgedFile): ResultLine[] {
  const ofGroups = Array.from(groups, ([group, indices]) =>
    lineOf({ ...context, data: `- ${group}` }, pickRows(rows, indices), null),
  );
  return [lineOf(context, rows, refused), ...ofGroups];
}

/** The line of the input that ranks the rows best when it stands alone. */
export function bestSingleLine(context: LineContext, single: ReadonlyMap<string, JudgedRows>): ResultLine[] {
  const lines = Array.from(single, ([name, rows]): ResultLine => {
    const line = lineOf({ ...context, resamples: 0, data: `- best single input: ${name}` }, rows, null);
    return { ...line, threshold: null, figures: only(line.figures, ORDER_FIGURES) };
  });
  const best = Math.max(...lines.map(({ figures }) => figures.auc ?? NaN));
  return lines.filter(({ figures }) => figures.auc === best).slice(0, 1);
}

function lineOf(context: LineContext, rows: JudgedRows, refused: number | null): ResultLine {
  const { model, data, sample, threshold, resamples } = context;
  const ranking = new Ranking(rows, threshold);
  const judged = rows.labels.length;
  const positive = rows.labels.reduce((sum, label) => sum + label, 0);
  return {
    ...{ model, data, sample, threshold },
    rows: { judged, positive, refused },
    figures: ranking.figures(),
    intervals: resamples > 0 && judged > 0 ? bootstrap(ranking, rows, resamples) : {},
  };
}

function only(figures: Readonly<Partial<Figures>>, names: readonly FigureName[]): Partial<Figures> {
  return Object.fromEntries(names.map((name) => [name, figures[name]]));
}
