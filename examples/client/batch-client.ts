import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** What the demo reads of the status of a batch. */
export interface BatchStatus {
  readonly id: string;
  readonly state: string;
  readonly progress_percent: number;
  readonly processed_count: number;
  readonly counts: { readonly total: number; readonly failed: number; readonly flagged: number };
  readonly message: string | null;
  readonly links: { readonly results: string; readonly sessions: string; readonly errors: string };
}

/** One line of `view=sessions`. */
export interface SessionVerdict {
  readonly session_id: string;
  readonly user_id: string | null;
  readonly events: number;
  readonly flagged: number;
  readonly risk: number;
  readonly action: string;
  readonly reasons: readonly string[];
}

const FINAL = ['completed', 'completed_with_errors', 'failed', 'cancelled', 'expired'];

/** A client of a running Sluice, in the words of its HTTP contract. */
export class BatchClient {
  /**
   * @param url address of the gateway, such as `http://127.0.0.1:8000`
   * @param key `<id>.<secret>`; undefined for a system without keys
   */
  constructor(
    private readonly url: string,
    private readonly key?: string,
  ) {}

  /** Streams a CSV to POST /batch. @throws Error when it cannot be read, nobody answers, or it is refused */
  async submit(file: string): Promise<BatchStatus> {
    const input = await open(file);
    const answer = await this.ask('/v1/batch', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: Readable.toWeb(input.createReadStream()),
      duplex: 'half',
    });
    return (await answer.json()) as BatchStatus;
  }

  /** Asks for the status as often as the answers' Retry-After says, until it is final. */
  async finished(id: string, onStatus: (status: BatchStatus) => void): Promise<BatchStatus> {
    for (;;) {
      const answer = await this.ask(`/v1/batch/${id}/status`);
      const status = (await answer.json()) as BatchStatus;
      onStatus(status);
      if (FINAL.includes(status.state)) return status;
      await pause(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
    }
  }

  /** The sessions of highest risk, highest first. */
  async riskiest(status: BatchStatus, count: number): Promise<SessionVerdict[]> {
    const answer = await this.ask(`${status.links.sessions}&format=ndjson&limit=${count}`);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as SessionVerdict);
  }

  private async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.key !== undefined) headers.set('x-api-key', this.key);
    const answer = await fetch(this.url + path, { ...init, headers }).catch((error: unknown) => {
      throw new Error(`Nobody answers at ${this.url}. Start Sluice with "npm start", or name its address by --url.`, {
        cause: error,
      });
    });
    if (answer.ok) return answer;
    // The body of every error is problem+json; a proxy in between may answer otherwise.
    const problem = (await answer.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
    throw new Error(
      `${answer.status} ${problem.code ?? answer.statusText}: ${problem.detail ?? 'no reason was given'}`,
    );
  }
}
