import type { OipSpec } from '@sluice/contracts';
import { Pool } from 'undici';
import { CircuitBreaker } from '../circuit-breaker';
import { RemoteFailure } from './remote-failure';

/** Connections to one endpoint: each carries one call at a time. */
const CONNECTIONS = 64;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** An endpoint that is back is asked again soon: there is another one to turn to while it is not. */
const BREAKER = { consecutive: 5, window: 20, pauseMs: 1_000, longestPauseMs: 30_000 };

/** One server that has the model. Its breaker belongs to whoever asks. */
export class OipEndpoint {
  readonly breaker = new CircuitBreaker(BREAKER);
  private readonly pool: Pool;
  private readonly path: string;

  constructor(base: string, { model, version }: OipSpec) {
    const url = new URL(base);
    this.pool = new Pool(url.origin, { connections: CONNECTIONS });
    const place = `v2/models/${encodeURIComponent(model)}`;
    const exact = version === undefined ? '' : `/versions/${encodeURIComponent(version)}`;
    this.path = `${url.pathname.replace(/\/$/, '')}/${place}${exact}/infer`;
  }

  /** @returns the JSON of its answer. @throws RemoteFailure; whatever the signal was aborted with */
  async infer(body: string, signal: AbortSignal): Promise<unknown> {
    const { statusCode, text } = await this.post(body, signal);
    if (statusCode !== 200) throw refused(statusCode);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new RemoteFailure('the answer is not JSON', false, { cause });
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async post(body: string, signal: AbortSignal): Promise<{ statusCode: number; text: string }> {
    try {
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const answer = await this.pool.request({ method: 'POST', path: this.path, headers, body, signal });
      let text = '';
      answer.body.setEncoding('utf8');
      for await (const part of answer.body) {
        text += String(part);
        if (text.length > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
      }
      return { statusCode: answer.statusCode, text };
    } catch (cause) {
      signal.throwIfAborted();
      throw new RemoteFailure('the endpoint does not answer', false, { cause });
    }
  }
}

/** What it says of the request is the same at every endpoint; overload and failures are its own. */
function refused(statusCode: number): RemoteFailure {
  const isFinal = statusCode >= 400 && statusCode < 500 && statusCode !== 408 && statusCode !== 429;
  return new RemoteFailure(`the endpoint answers with status ${statusCode}`, isFinal);
}
