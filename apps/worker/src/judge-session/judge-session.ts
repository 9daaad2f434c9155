import { readSessionRows, sessionJudge, type SessionPayload } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import type { SessionAggregate, SessionVerdict } from '@sluice/detection';
import { findSessionModel, type SessionJudgement } from '@sluice/inference';
import { decodeAggregate, EventFiles, VerdictRecords, type VerdictRecord } from '@sluice/sessions';
import type { WorkerResources } from '../worker-resources';
import { putVerdict, recordVerdict } from './record-verdict';
import { SessionRescore, type Stage2Model } from './session-rescore';

/** Defaults of the design, section 6: what is left to go by when a model took its own bands along. */
const DEFAULT_BANDS = { review: 0.5, block: 0.9 };

type JudgeResources = Pick<
  WorkerResources,
  'config' | 'store' | 'duckdb' | 'inference' | 'risks' | 'live' | 'due' | 'webhooks' | 'queue' | 'log'
>;

/** Stage 2: scores the rows of a live session again, all of them, in their order. Repeated attempts come to the same verdict, and the first one counts. */
export class JudgeSession {
  private readonly files: EventFiles;
  private readonly records: VerdictRecords;

  constructor(
    private readonly resources: JudgeResources,
    private readonly now: () => number = Date.now,
  ) {
    this.files = new EventFiles(resources.store);
    this.records = new VerdictRecords(resources.store);
  }

  async execute(task: SessionPayload): Promise<VerdictRecord> {
    const known = await this.records.find(task.tenant, task.sessionId, task.until);
    const record = known ?? (await putVerdict(this.resources, await this.judge(task)));
    await recordVerdict(this.resources, record);
    return record;
  }

  private async judge({
    tenant,
    sessionId,
    until,
    from,
    model,
    numbers,
    topRows,
  }: SessionPayload): Promise<VerdictRecord> {
    const { store, duckdb } = this.resources;
    const rescore = new SessionRescore((name) => this.stage2Model(name));
    const keys = await this.files.find(tenant, await this.lookFrom(from), until);
    const paths = await Promise.all(keys.map((key) => store.localPath(key)));
    const query = { paths, sessionId, until };
    for await (const rows of duckdb.stream((connection) => readSessionRows(connection, query))) await rescore.add(rows);
    const stage2 = rescore.lastModel ?? this.stage2Model(model).model;
    const judgement = findSessionModel(this.resources.inference, stage2.manifest);
    const aggregate = rescore.aggregate();
    const sketch = decodeAggregate(numbers, topRows);
    return {
      ...{ tenant, session_id: sessionId, user_id: rescore.userId, until, judged_at: this.now() },
      ...{ model: stage2.ref, session_model: judgement.session_model, aggregate },
      verdict: await this.verdict(aggregate, judgement),
      sketch: await this.verdict(sketch, this.judgementOf(model)),
      ...{ degraded: aggregate.events !== sketch.events, fallback: rescore.fallback },
    };
  }

  /**
   * A session that began soon after Redis lost its memory may have gone on from before: then its earlier events are looked for, so that it shows.
   * @returns epoch milliseconds
   */
  private async lookFrom(from: number): Promise<number> {
    const quietMs = this.resources.config.sessionQuietS * 1_000;
    return from - quietMs <= (await this.resources.due.since()) ? from - 2 * quietMs : from;
  }

  /** The model that stage 2 has for another, or that one itself while it cannot be had. @throws SluiceError when neither can */
  private stage2Model(name: string): Stage2Model {
    const { config, inference } = this.resources;
    const other = config.sessionStage2Models.get(name);
    if (other === undefined) return { model: inference.get(name), fallback: false };
    try {
      return { model: inference.get(other), fallback: false };
    } catch (error) {
      if (error instanceof SluiceError) return { model: inference.get(name), fallback: true };
      throw error;
    }
  }

  /** As stage 1 judges the sketch. */
  private judgementOf(model: string): SessionJudgement {
    const { inference } = this.resources;
    try {
      return findSessionModel(inference, inference.get(model).manifest);
    } catch (error) {
      if (error instanceof SluiceError) return { session_model: null, session_bands: DEFAULT_BANDS };
      throw error;
    }
  }

  private async verdict(aggregate: SessionAggregate, judgement: SessionJudgement): Promise<SessionVerdict> {
    const [verdict] = await sessionJudge(judgement, this.resources.risks)([aggregate]);
    if (verdict === undefined) throw new SluiceError('INTERNAL', 'A session got no verdict.');
    return verdict;
  }
}
