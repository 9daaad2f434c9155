import type { SessionRow } from '@sluice/batches';
import type { ModelRows } from '@sluice/contracts';
import { mergeAggregates, SessionAccumulator, type SessionAggregate } from '@sluice/detection';
import type { LiveModel } from '@sluice/inference';

/** The model of stage 2 for the rows of another one. */
export interface Stage2Model {
  readonly model: LiveModel;
  /** The one that was to do it cannot be had, so that of stage 1 does. */
  readonly fallback: boolean;
}

/** Rows that are scored at once. */
const SCORED_AT_ONCE = 256;

/**
 * Scores the rows of one session, given in order and in pieces, and keeps nothing of them but the aggregate. Rows of several models are scored by the model
 * of each, with its threshold. Rows are numbered from 1; one whose score is not finite belongs to no aggregate.
 */
export class SessionRescore {
  private readonly runs: SessionAggregate[] = [];
  private accumulator: SessionAccumulator | undefined;
  private model: LiveModel | undefined;
  private modelName: string | undefined;
  private rows = 0;
  private firstUser: string | null = null;
  private isFallback = false;

  constructor(private readonly modelFor: (name: string) => Stage2Model) {}

  /** Model of the last row, undefined when there was none. */
  get lastModel(): LiveModel | undefined {
    return this.model;
  }

  /** Whether any row was scored by a model that stands in. */
  get fallback(): boolean {
    return this.isFallback;
  }

  get userId(): string | null {
    return this.firstUser;
  }

  /** @throws SluiceError those of the models */
  async add(rows: readonly SessionRow[]): Promise<void> {
    for (let start = 0; start < rows.length;) {
      const name = rows[start]?.model ?? '';
      let end = start + 1;
      while (end < rows.length && end - start < SCORED_AT_ONCE && rows[end]?.model === name) end++;
      await this.score(name, rows.slice(start, end));
      start = end;
    }
  }

  aggregate(): SessionAggregate {
    const last = (this.accumulator ?? new SessionAccumulator(1)).aggregate();
    return this.runs.reduceRight((after, before) => mergeAggregates(before, after), last);
  }

  private async score(name: string, rows: readonly SessionRow[]): Promise<void> {
    const { model, accumulator } = this.runOf(name);
    const { scores } = await model.score(contentOf(model, rows));
    rows.forEach(({ userId, at }, i) => {
      const [row, score] = [++this.rows, scores[i] ?? Number.NaN];
      this.firstUser ??= userId;
      if (!Number.isNaN(score)) accumulator.add(row, score, at);
    });
  }

  /** A run ends where the model changes. */
  private runOf(name: string): { readonly model: LiveModel; readonly accumulator: SessionAccumulator } {
    if (this.model !== undefined && this.accumulator !== undefined && this.modelName === name)
      return { model: this.model, accumulator: this.accumulator };
    if (this.accumulator !== undefined) this.runs.push(this.accumulator.aggregate());
    const { model, fallback } = this.modelFor(name);
    this.isFallback ||= fallback;
    const accumulator = new SessionAccumulator(model.manifest.threshold);
    [this.model, this.modelName, this.accumulator] = [model, name, accumulator];
    return { model, accumulator };
  }
}

function contentOf(model: LiveModel, rows: readonly SessionRow[]): ModelRows {
  const contents = rows.map(({ content }) => content);
  return model.instances === null
    ? contents
    : model.instances.read(contents.map((json) => JSON.parse(json) as unknown));
}
