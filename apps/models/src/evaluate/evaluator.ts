import type { DuckDb } from '@sluice/batches';
import type { Inference, LiveModel } from '@sluice/inference';
import { instanceScorer, requiredColumns, textScorer, type RowScorer } from '../rows/row-scorer';
import type { EvaluationSet, SessionRule, TrainedOn } from './evaluation-file';
import type { FigureName } from './figures';
import { contentDigest, findDataFiles, type DataFile } from './find-data-files';
import { judgeFile, type JudgeRequest } from './judge-file';
import { judgeSessions } from './judge-sessions';
import { bestSingleLine, judgedLines, type LineContext } from './judged-lines';
import type { ResultLine, Sample } from './result-line';
import { ruleColumns, rowRules } from './row-rules';

/** A category has no threshold of its own. */
const CATEGORY_THRESHOLD = 0.5;

const MANIFEST_FIGURES: Readonly<Record<keyof NonNullable<TrainedOn['cross_validated']>, FigureName>> = {
  auc: 'auc',
  ap: 'ap',
  recall_at_1pct_fpr: 'recallAt1PctFpr',
  ece: 'ece',
};

export interface EvaluatorOptions {
  readonly inference: Inference;
  readonly duckdb: DuckDb;
  readonly dataDir: string;
  /** Resamples for the intervals, 0 for none. */
  readonly resamples: number;
  /** Calls to a model at the same time, at least 1. */
  readonly calls: number;
}

/** Judges models on the files of one folder. */
export class Evaluator {
  constructor(private readonly options: EvaluatorOptions) {}

  /** The files of the folder that belong to a set. */
  files(set: EvaluationSet): Promise<DataFile[]> {
    return findDataFiles(this.options.dataDir, set.files);
  }

  /**
   * The lines of one model on one file.
   * @throws Error when the file lacks a column, or the set asks for what the model does not have
   */
  async judge(model: LiveModel, set: EvaluationSet, file: DataFile): Promise<ResultLine[]> {
    const trainedOn = set.trained_on?.sha256 === (await contentDigest(file)) ? set.trained_on : undefined;
    const heldOut = trainedOn?.held_out;
    const sample = trainedOn ? (heldOut ? 'split' : 'in-sample') : 'unseen';
    const rules = rowRules(set, heldOut);
    const columns = [...ruleColumns(set), ...(heldOut ? [heldOut.id] : [])];
    const request = { file, rules, needed: columns, calls: this.options.calls };
    const context = this.context(model, set, file, sample);
    const [whole, ...parts] = set.sessions
      ? await this.judgeSessions(model, set.sessions, request, context)
      : await this.judgeRows(model, set, request, context);
    const quoted = sample === 'in-sample' ? quotedLines(model, set, context) : [];
    return [...(whole ? [whole] : []), ...quoted, ...parts];
  }

  private async judgeRows(
    model: LiveModel,
    { text, category }: EvaluationSet,
    request: Omit<JudgeRequest, 'scorer'>,
    context: LineContext,
  ): Promise<ResultLine[]> {
    const { manifest } = model;
    const inputs = manifest.kind === 'tabular' ? requiredColumns(manifest.inputs) : [];
    const needed = [...request.needed, ...inputs, ...(text === undefined ? [] : [text])];
    const scorer = text === undefined ? instanceScorer(model, category) : textScorer(model, text, category);
    return judgedLines(context, await judgeFile(this.options.duckdb, { ...request, needed, scorer }));
  }

  private async judgeSessions(
    model: LiveModel,
    rule: SessionRule,
    request: Omit<JudgeRequest, 'scorer'>,
    context: LineContext,
  ): Promise<ResultLine[]> {
    const messages = this.options.inference.get(rule.model);
    const scorer: RowScorer = textScorer(messages, rule.text);
    const risks = instanceScorer(model);
    const { threshold } = messages.manifest;
    const judged = await judgeSessions(this.options.duckdb, { ...request, scorer }, rule, threshold, risks);
    return [...judgedLines(context, judged), ...bestSingleLine(context, judged.single)];
  }

  private context({ manifest }: LiveModel, set: EvaluationSet, file: DataFile, sample: Sample): LineContext {
    const judged = set.category === undefined ? '' : `, category ${set.category}`;
    return {
      model: `${manifest.name} ${manifest.version}`,
      data: `${set.name} (${file.name}${judged})`,
      sample,
      threshold: set.category === undefined ? manifest.threshold : CATEGORY_THRESHOLD,
      resamples: this.options.resamples,
    };
  }
}

/** What the manifest says that the model reached on rows it was not trained on. */
function quotedLines({ manifest }: LiveModel, { trained_on }: EvaluationSet, context: LineContext): ResultLine[] {
  const { metrics } = manifest.training;
  const named = Object.entries(trained_on?.cross_validated ?? {});
  const figures = named.flatMap(([figure, metric]) => {
    const name = Object.hasOwn(MANIFEST_FIGURES, figure)
      ? MANIFEST_FIGURES[figure as keyof typeof MANIFEST_FIGURES]
      : null;
    return name !== null && Object.hasOwn(metrics, metric) ? [[name, metrics[metric]] as const] : [];
  });
  if (figures.length === 0) return [];
  const { model, data } = context;
  return [
    {
      model,
      data,
      sample: 'cross-validated',
      rows: null,
      threshold: null,
      figures: Object.fromEntries(figures),
      intervals: {},
    },
  ];
}
