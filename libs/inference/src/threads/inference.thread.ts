import { parentPort } from 'node:worker_threads';
import type { Digest } from '@sluice/contracts';
import { loadModel, type LoadedModel } from '../runtime/load-model';
import type { OwnScored } from '../runtime/scorer';
import { failureReason } from '../failure-reason';
import type { ThreadReply, ThreadRequest } from './thread-message';

/** Entry of an inference thread: loads models and scores rows until it is told to close. */
const models = new Map<Digest, LoadedModel>();
let tail = Promise.resolve();

parentPort?.on('message', (request: ThreadRequest) => {
  tail = tail.then(() => handle(request));
});

async function handle(request: ThreadRequest): Promise<void> {
  if (request.type === 'close') return close();
  if (request.type === 'unload') return unload(request.model);
  const reply = await answer(request).catch((error: unknown): ThreadReply => ({
    type: 'failed',
    call: request.call,
    reason: failureReason(error),
  }));
  parentPort?.postMessage(reply, reply.type === 'scored' ? buffersOf(reply.scored) : []);
}

async function answer(request: Exclude<ThreadRequest, { type: 'close' | 'unload' }>): Promise<ThreadReply> {
  const { call } = request;
  if (request.type === 'load') {
    const { digest } = request.source;
    if (!models.has(digest)) models.set(digest, await loadModel(request.source));
    return { type: 'loaded', call };
  }
  const model = models.get(request.model);
  if (!model) throw new Error('the model was not loaded on this inference thread');
  const startedMs = performance.now();
  const scored = await model.scorer.score(request.rows, { categories: request.categories });
  return { type: 'scored', call, scored, durationMs: performance.now() - startedMs };
}

function buffersOf({ scores, categories }: OwnScored): ArrayBuffer[] {
  return categories ? [scores.buffer, categories.buffer] : [scores.buffer];
}

async function unload(digest: Digest): Promise<void> {
  const model = models.get(digest);
  models.delete(digest);
  await model?.release().catch(() => undefined);
}

/** No run is under way here, so the thread may end: ending one in the middle of a run would abort the whole process. */
async function close(): Promise<void> {
  for (const model of models.values()) await model.release();
  models.clear();
  const reply: ThreadReply = { type: 'closed' };
  parentPort?.postMessage(reply);
  parentPort?.close();
}
