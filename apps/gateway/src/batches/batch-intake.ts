import { SluiceError } from '@sluice/contracts';
import { isFinal, type BatchReader, type BatchRef, type FilePreview, type ResultReader } from '@sluice/batches';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller';
import type { KeyQuotas } from '../limits/key-quotas';
import { namedFormat } from './accepted-format';
import { answeringEarly } from './answer-early';
import { awaitBatch } from './await-batch';
import type { BatchSource } from './batch-source';
import { preferredWaitS } from './prefer-wait';
import { sendResults } from './send-results';
import { sendAccepted, sendStatus } from './send-status';
import type { SubmitBatch } from './submit-batch';
import type { ValidateFile } from './validate-file';

/** What POST /batch does beside accepting: check the headers first, wait if asked to, and answer. */
export class BatchIntake {
  constructor(
    private readonly submitBatch: SubmitBatch,
    private readonly validateFile: ValidateFile,
    private readonly reader: BatchReader,
    private readonly results: ResultReader,
    private readonly quotas: KeyQuotas,
  ) {}

  async submit(source: BatchSource, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const waitS = preferredWaitS(request.headers.prefer);
    const [caller, key] = [callerOf(request), idempotencyKey(request)];
    const running = (tenant: string, keyId: string): Promise<number> => this.reader.running(tenant, keyId);
    const submission = await answeringEarly(request, reply, async () => {
      await this.quotas.beforeBatch(caller, running, reply);
      return this.submitBatch.execute(source, caller, key);
    });
    if ('preview' in submission) {
      reply.code(200).send(submission.preview);
      return;
    }
    const { ref, replayed } = submission;
    if (replayed) reply.header('idempotency-replayed', 'true');
    if (waitS > 0) return this.answerLater(ref, waitS, request, reply);
    sendAccepted(reply, await this.reader.status(ref), Date.now(), replayed ? 200 : 202);
  }

  validate(request: FastifyRequest, reply: FastifyReply): Promise<FilePreview> {
    return answeringEarly(request, reply, () => this.validateFile.execute(request));
  }

  private async answerLater(ref: BatchRef, waitS: number, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      gone.abort();
    });
    const status = await awaitBatch(this.reader, ref, waitS * 1_000, gone.signal);
    // Whoever names a format of results wants them in place; everybody else gets the status.
    const format = isFinal(status.state) && status.error === null ? namedFormat(request.headers.accept) : undefined;
    const answered = format === undefined ? 'status' : 'results';
    reply.header('preference-applied', `wait=${waitS}`).header('content-location', `/v1/batch/${ref.id}/${answered}`);
    if (!isFinal(status.state)) sendAccepted(reply, status, Date.now());
    else if (status.error !== null) throw new SluiceError(status.error.code, status.error.detail);
    else if (format === undefined) sendStatus(reply, status);
    else await sendResults(this.results, reply, ref, { format });
  }
}

/** @throws SluiceError INVALID_HEADER */
function idempotencyKey({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x21-\x7E]{1,255}$/.test(key)) return key;
  const errors = [
    {
      pointer: '/header/idempotency-key',
      code: 'INVALID_FORMAT',
      message: 'must be 1 to 255 visible ASCII characters',
    },
  ];
  throw new SluiceError('INVALID_HEADER', 'An Idempotency-Key has 1 to 255 visible ASCII characters, such as a UUID.', {
    errors,
  });
}
