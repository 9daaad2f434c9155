import type { ScoredRow } from './exactly-once';
import { until } from './until';

/** The members of a status that tests look at, by the contract; not the type of the code under test. */
export interface BatchState {
  readonly id: string;
  readonly state: string;
  readonly counts: {
    readonly total: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly flagged: number;
    readonly cancelled: number;
  };
  readonly sessions: { readonly total: number } | null;
  readonly error: { readonly code: string } | null;
}

export type ResultView = 'rows' | 'sessions' | 'errors';

const FINAL = ['completed', 'completed_with_errors', 'failed', 'cancelled', 'expired'];

/** A client of /batch, and of whatever else speaks JSON, that knows nothing but HTTP. */
export abstract class BatchClient {
  /** Where the gateway listens now: it moves when it is restarted. */
  abstract get url(): string;

  /** Submits a CSV and gives the id of the batch. @throws Error unless the answer is 202 */
  async submit(csv: string): Promise<string> {
    const answer = await fetch(`${this.url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: csv,
    });
    if (answer.status !== 202) throw new Error(`POST /v1/batch: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as BatchState).id;
  }

  async status(id: string): Promise<BatchState> {
    return (await (await this.get(`/v1/batch/${id}/status`)).json()) as BatchState;
  }

  async cancel(id: string): Promise<BatchState> {
    const answer = await fetch(`${this.url}/v1/batch/${id}/cancel`, { method: 'POST' });
    return (await answer.json()) as BatchState;
  }

  async list(): Promise<readonly BatchState[]> {
    return ((await (await this.get('/v1/batch?limit=200')).json()) as { batches: BatchState[] }).batches;
  }

  /** Waits for the end of a batch. @throws Error when it has not ended within `timeoutMs` */
  finished(id: string, timeoutMs?: number): Promise<BatchState> {
    const look = async (): Promise<BatchState | undefined> => {
      const status = await this.status(id);
      return FINAL.includes(status.state) ? status : undefined;
    };
    return until(`the end of batch ${id}`, look, timeoutMs);
  }

  /** A whole view as NDJSON, byte for byte. */
  async results(id: string, view: ResultView): Promise<string> {
    return (await this.get(`/v1/batch/${id}/results?view=${view}&format=ndjson`)).text();
  }

  async rows(id: string): Promise<ScoredRow[]> {
    return linesOf<ScoredRow>(await this.results(id, 'rows'));
  }

  async rowNumbers(id: string): Promise<(number | null)[]> {
    return (await this.rows(id)).map(({ row }) => row);
  }

  /** GET, or POST with a body. The caller knows the type of the answer. @throws Error unless it is 200 */
  async json<T>(path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(this.url + path, init);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  private async get(path: string): Promise<Response> {
    const answer = await fetch(this.url + path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

function linesOf<T>(ndjson: string): T[] {
  const lines = ndjson.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as T);
}
