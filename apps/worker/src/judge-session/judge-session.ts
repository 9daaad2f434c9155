import { Claims, readSessionRows, sessionJudge, type SessionPayload } from '@sluice/batches';
import { SluiceError, type ModelRef } from '@sluice/contracts';
import type { SessionAggregate, SessionVerdict } from '@sluice/detection';
import { findSessionModel, type SessionJudgement } from '@sluice/inference';
import {
  decodeAggregate,
  EventFiles,
  sessionClaims,
  VerdictRecords,
  type Unscored,
  type VerdictRecord,
} from '@sluice/sessions';
import { AloneGate } from '../alone-gate';
import type { WorkerResources } from '../worker-resources';
import { putVerdict, recordVerdict } from './record-verdict';
import { SessionRescore, type Stage2Model } from './session-rescore';

/** Defaults of the design, section 6: what is left to go by when a model took its own bands along. */
const DEFAULT_BANDS = { review: 0.5, block: 0.9 };

/**
 * Deaths of a worker that judged nothing but one session, after which nobody tries its rows again. The first death is not among them: something beside the session may
 * have been to blame.
 */
const DEATHS_ALONE = 2;

type JudgeResources = Pick<
  WorkerResources,
  'config' | 'store' | 'duckdb' | 'inference' | 'risks' | 'live' | 'due' | 'webhooks' | 'queue' | 'log'
>;

/** Stage 2: scores the rows of a live session again, all of them, in their order. Repeated attempts come to the same verdict, and the first one counts. */
export class JudgeSession {
  private readonly files: EventFiles;
  private readonly records: VerdictRecords;

  /** @param gate of the worker, which other work passes too */
  constructor(
    private readonly resources: JudgeResources,
    private readonly gate = new AloneGate(),
    private readonly now: () => number = Date.now,
  ) {
    this.files = new EventFiles(resources.store);
    this.records = new VerdictRecords(resources.store);
  }

  /** @param hasDied whether the worker of an earlier attempt may have died of it: only then it costs claims to find out */
  async execute(task: SessionPayload, hasDied = false): Promise<VerdictRecord> {
    const known = await this.records.find(task.tenant, task.sessionId, task.until);
    const record = known ?? (await putVerdict(this.resources, await this.attempt(task, hasDied)));
    await recordVerdict(this.resources, record);
    return record;
  }

  /** Lets the verdict of stage 1 stand when every attempt failed. @returns false when there is a verdict: then telling of it is what failed */
  async giveUp(task: SessionPayload): Promise<boolean> {
    if ((await this.records.find(task.tenant, task.sessionId, task.until)) !== null) return false;
    await recordVerdict(this.resources, await putVerdict(this.resources, await this.unscored(task, 'FAILED')));
    return true;
  }

  private async attempt(task: SessionPayload, hasDied: boolean): Promise<VerdictRecord> {
    const judge = (): Promise<VerdictRecord> => this.judge(task);
    if (!hasDied) return this.gate.run(false, judge);
    const claims = new Claims(this.resources.store, sessionClaims(task.tenant, task.sessionId, task.until));
    if ((await claims.deathsOf(task.until)).total >= DEATHS_ALONE) return this.unscored(task, 'WORKER_DIED');
    return this.gate.run(true, () => claims.hold(task.until, true, judge));
  }

  private async judge(task: SessionPayload): Promise<VerdictRecord> {
    const { tenant, sessionId, until, from, model, numbers, topRows } = task;
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
      sketch: await this.verdict(sketch, this.stage1(model).judgement),
      ...{ degraded: aggregate.events !== sketch.events, fallback: rescore.fallback },
    };
  }

  /** What stage 1 knew, for a person to look at: rows that nobody can score again are not let pass. */
  private async unscored(task: SessionPayload, unscored: Unscored): Promise<VerdictRecord> {
    const { tenant, sessionId, until, model: name, numbers, topRows } = task;
    const aggregate = decodeAggregate(numbers, topRows);
    const { model, judgement } = this.stage1(name);
    const formula = { ...judgement, session_model: null };
    // The session model may be what fails.
    const sketch = await this.verdict(aggregate, judgement).catch(() => this.verdict(aggregate, formula));
    const session = await this.resources.live.find(tenant, sessionId).catch(() => null);
    return {
      ...{ tenant, session_id: sessionId, user_id: session?.userId ?? null, until, judged_at: this.now() },
      ...{ model, session_model: judgement.session_model, aggregate, sketch },
      verdict: { ...sketch, action: sketch.action === 'allow' ? 'review' : sketch.action },
      ...{ degraded: false, fallback: false, unscored },
    };
  }

  /**
   * A session that began soon after Redis lost its memory may have gone on from before: then its earlier events are looked for, so that it shows.
   * @returns epoch milliseconds
   */
  private async lookFrom(from: number): Promise<number> {
    const quietMs = this.resources.config.sessionQuietS * 1_000;
    const since = await this.resources.due.since().catch((cause: unknown) => {
      throw new SluiceError('SESSIONS_UNAVAILABLE', 'Redis, which holds the live sessions, does not answer.', {
        cause,
      });
    });
    return from - quietMs <= since ? from - 2 * quietMs : from;
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
  private stage1(name: string): { readonly model: ModelRef; readonly judgement: SessionJudgement } {
    const { inference } = this.resources;
    try {
      const { ref: model, manifest } = inference.get(name);
      return { model, judgement: findSessionModel(inference, manifest) };
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      const model: ModelRef = { name, version: 'unknown', digest: 'sha256:unknown' };
      return { model, judgement: { session_model: null, session_bands: DEFAULT_BANDS } };
    }
  }

  private async verdict(aggregate: SessionAggregate, judgement: SessionJudgement): Promise<SessionVerdict> {
    const [verdict] = await sessionJudge(judgement, this.resources.risks)([aggregate]);
    if (verdict === undefined) throw new SluiceError('INTERNAL', 'A session got no verdict.');
    return verdict;
  }
}
