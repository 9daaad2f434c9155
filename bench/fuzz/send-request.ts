import { once } from 'node:events';
import { request, type Agent, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { FuzzRequest } from './any-request';
import type { FuzzAnswer } from './fault-of';

/** Of an answer that never ends by itself, such as a stream of events, the beginning is enough. */
const ENOUGH_MS = 5_000;

/** @throws Error when there is no answer */
export async function sendRequest(url: URL, agent: Agent, key: string, sent: FuzzRequest): Promise<FuzzAnswer> {
  const { method, path, headers, body } = sent;
  const { hostname: host, port } = url;
  const length = body === null ? {} : { 'content-length': String(body.length) };
  const outgoing = request({ host, port, agent, method, path, headers: { ...headers, ...length, 'x-api-key': key } });
  outgoing.end(body ?? undefined);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const timer = setTimeout(() => answer.destroy(), ENOUGH_MS);
  const parts: Buffer[] = [];
  try {
    for await (const part of answer) parts.push(part as Buffer);
  } catch (error) {
    if (!answer.destroyed || answer.statusCode !== 200) throw error;
  } finally {
    clearTimeout(timer);
  }
  const bytes = Buffer.concat(parts);
  const text = (
    answer.headers['content-encoding'] === 'gzip' && answer.complete ? gunzipSync(bytes) : bytes
  ).toString();
  return { status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text };
}
