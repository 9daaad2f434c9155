import type { ModelRows } from '@sluice/contracts';
import type { Scored, ScoreOptions } from '../live-model';
import { joinRows } from '../rows/join-rows';
import { deadlineExceeded, overloaded, shuttingDown } from '../refusals';
import { RunPace } from './run-pace';

export interface MicroBatcherOptions {
  /** Most rows, and UTF-16 units of text, that are gathered into one run. A single larger call runs alone. */
  readonly maxRows: number;
  readonly maxChars: number;
  /** Runs under way at the same time. */
  readonly maxInFlight: number;
  /** Bounds of the queue: rows waiting, and milliseconds that its oldest call may have waited. */
  readonly maxWaitingRows: number;
  readonly maxAgeMs: number;
  /** A call is refused at once when it would wait longer than this and as long as its own rows take, by the pace of the runs so far. */
  readonly maxWaitMs: number;
  /** Calls are gathered up to this: whoever comes next waits for the run under way. */
  readonly longestRunMs: number;
  /** Scores of the rows, in their order, and of their categories when they are wanted. */
  readonly score: (rows: ModelRows, categories: boolean) => Promise<TimedScores>;
}

/** What a run gives. */
export interface TimedScores {
  readonly scored: Scored;
  /** Of featurising and scoring alone: a model that a thread loads on its first call would spoil the pace. */
  readonly durationMs: number;
}

/** So many may be ahead however slow the model is: a few clients that wait for their answers are no overload. */
const ALWAYS_TAKEN_ROWS = 16;

interface Call {
  readonly rows: ModelRows;
  readonly chars: number;
  readonly categories: boolean;
  readonly queuedMs: number;
  readonly deadlineMs: number;
  readonly resolve: (scored: Scored) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers the calls that have already arrived into one run and gives each caller exactly its rows. Nobody waits for company: the queue
 * is taken in the check phase of the same turn of the event loop in which its first call came.
 */
export class MicroBatcher {
  private queue: Call[] = [];
  private readonly pace = new RunPace();
  private waitingRows = 0;
  private rowsInRuns = 0;
  private inFlight = 0;
  private scheduled = false;
  private onDrained: (() => void) | undefined;

  constructor(private readonly options: MicroBatcherOptions) {}

  /**
   * @param chars UTF-16 units of all strings
   * @param options the deadline is checked when the call's turn comes
   * @throws SluiceError OVERLOADED, DEADLINE_EXCEEDED, SHUTTING_DOWN; what `score` throws for these rows.
   */
  submit(rows: ModelRows, chars: number, options: ScoreOptions = {}): Promise<Scored> {
    const { deadlineMs = Infinity, categories = false } = options;
    const queuedMs = performance.now();
    if (this.onDrained) return Promise.reject(shuttingDown());
    if (this.isFull(rows.length, queuedMs)) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      this.queue.push({ rows, chars, categories, queuedMs, deadlineMs, resolve, reject });
      this.waitingRows += rows.length;
      this.schedule();
    });
  }

  /** Refuses new calls and resolves when the accepted ones are answered. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.onDrained = resolve;
      this.schedule();
    });
  }

  private isFull(rows: number, nowMs: number): boolean {
    const { maxWaitingRows, maxAgeMs, maxWaitMs, maxInFlight } = this.options;
    const ahead = this.waitingRows + this.rowsInRuns;
    const isTooLong = this.pace.msFor(ahead) / maxInFlight > maxWaitMs + this.pace.msFor(rows);
    if (isTooLong && ahead >= ALWAYS_TAKEN_ROWS * maxInFlight) return true;
    const [oldest] = this.queue;
    return oldest !== undefined && (this.waitingRows + rows > maxWaitingRows || nowMs - oldest.queuedMs > maxAgeMs);
  }

  private schedule(): void {
    if (this.queue.length === 0 && this.inFlight === 0) this.onDrained?.();
    if (this.scheduled || this.queue.length === 0 || this.inFlight >= this.options.maxInFlight) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      const group = this.takeGroup();
      if (group.length > 0) void this.run(group);
      this.schedule();
    });
  }

  /** The oldest calls that fit into one run, without those whose time is over. */
  private takeGroup(): Call[] {
    const { maxChars, maxAgeMs, longestRunMs } = this.options;
    const maxRows = Math.min(this.options.maxRows, this.pace.rowsWithin(longestRunMs));
    const nowMs = performance.now();
    const group: Call[] = [];
    let taken = 0;
    let rows = 0;
    let chars = 0;
    for (const call of this.queue) {
      const refusal =
        nowMs > call.deadlineMs ? deadlineExceeded : nowMs - call.queuedMs > maxAgeMs ? overloaded : undefined;
      if (!refusal && group.length > 0 && (rows + call.rows.length > maxRows || chars + call.chars > maxChars)) break;
      taken++;
      this.waitingRows -= call.rows.length;
      if (refusal) {
        call.reject(refusal());
        continue;
      }
      group.push(call);
      rows += call.rows.length;
      chars += call.chars;
    }
    this.queue = taken === this.queue.length ? [] : this.queue.slice(taken);
    return group;
  }

  private async run(group: readonly Call[]): Promise<void> {
    const rows = joinRows(group.map((call) => call.rows));
    this.inFlight++;
    this.rowsInRuns += rows.length;
    try {
      // Categories are computed for all when one of the callers wants them.
      const categories = group.some((call) => call.categories);
      const { scored, durationMs } = await this.options.score(rows, categories);
      this.pace.observe(rows.length, durationMs);
      deliver(group, scored);
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else await this.runOneByOne(group);
    }
    this.inFlight--;
    this.rowsInRuns -= rows.length;
    this.schedule();
  }

  /** Somebody's rows cannot be scored: alone, only that caller fails. */
  private async runOneByOne(group: readonly Call[]): Promise<void> {
    for (const call of group) {
      await this.options.score(call.rows, call.categories).then(({ scored }) => {
        call.resolve(scored);
      }, call.reject);
    }
  }
}

function deliver(group: readonly Call[], scored: Scored): void {
  const rows = group.reduce((sum, call) => sum + call.rows.length, 0);
  if (scored.scores.length !== rows) throw new Error('the model did not give one score per row');
  if (group.length === 1) {
    group[0]?.resolve(scored);
    return;
  }
  let start = 0;
  for (const call of group) {
    const end = start + call.rows.length;
    call.resolve(cut(scored, start, end, call.categories));
    start = end;
  }
}

/** Copies: an array belongs to its caller, who may transfer its buffer. */
function cut({ scores, categories }: Scored, start: number, end: number, withCategories: boolean): Scored {
  const names = categories ? categories.length / scores.length : 0;
  return {
    scores: scores.slice(start, end),
    categories: withCategories && categories ? categories.slice(start * names, end * names) : null,
  };
}
