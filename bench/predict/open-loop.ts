import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../report/quantile';

export interface OpenLoad {
  readonly url: string;
  readonly path: string;
  /** Sent whatever becomes of the ones before. */
  readonly requestsPerSecond: number;
  readonly seconds: number;
  /** JSON bodies, sent in turn. */
  readonly bodies: readonly string[];
}

export interface OpenLoadResult {
  readonly sent: number;
  /** Answers by status; 0: the connection failed. */
  readonly byStatus: ReadonlyMap<number, number>;
  /** Of the answers with 200, over the time that requests were sent. */
  readonly goodputPerSecond: number;
  readonly accepted: { readonly p50Ms: number; readonly p99Ms: number };
  /** null: none was refused. */
  readonly refused: { readonly p50Ms: number; readonly p99Ms: number } | null;
}

const TURN_MS = 2;

/** Requests that come as from many clients: at their own rate, not at that of the answers. */
export async function openLoad(load: OpenLoad): Promise<OpenLoadResult> {
  const agent = new Agent({ keepAlive: true });
  const answers: Promise<{ status: number; tookMs: number }>[] = [];
  const startedMs = performance.now();
  for (let now = startedMs; now - startedMs < load.seconds * 1_000; now = performance.now()) {
    const due = Math.floor(((now - startedMs) / 1_000) * load.requestsPerSecond);
    while (answers.length < due) answers.push(send(load, agent, answers.length));
    await pause(TURN_MS);
  }
  const all = await Promise.all(answers);
  agent.destroy();
  return resultOf(all, load.seconds);
}

function send({ url, path, bodies }: OpenLoad, agent: Agent, i: number): Promise<{ status: number; tookMs: number }> {
  const body = bodies[i % bodies.length] ?? '';
  const startedMs = performance.now();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const end = (status: number): void => {
      resolve({ status, tookMs: performance.now() - startedMs });
    };
    const sent = request(url + path, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        end(answer.statusCode ?? 0);
      });
    });
    sent.on('error', () => {
      end(0);
    });
    sent.end(body);
  });
}

function resultOf(answers: readonly { status: number; tookMs: number }[], seconds: number): OpenLoadResult {
  const byStatus = new Map<number, number>();
  for (const { status } of answers) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  const timesOf = (isOf: (status: number) => boolean): number[] =>
    answers.flatMap(({ status, tookMs }) => (isOf(status) ? [tookMs] : [])).sort((a, b) => a - b);
  const [accepted, refused] = [timesOf((status) => status === 200), timesOf((status) => status === 503)];
  const both = (times: readonly number[]): { p50Ms: number; p99Ms: number } => ({
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
  });
  return {
    sent: answers.length,
    byStatus,
    goodputPerSecond: accepted.length / seconds,
    accepted: both(accepted),
    refused: refused.length === 0 ? null : both(refused),
  };
}
