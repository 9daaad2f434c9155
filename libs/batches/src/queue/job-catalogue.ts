import { IsInt, IsString, Matches, Min } from 'class-validator';
import { defineJob } from './job-definition';

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const TENANT = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;
/** A chunk, or a part of a part of one. */
const PIECE = /^\d{1,7}(\.\d{1,2}){0,8}$/;
const BACKOFF = { type: 'exponential', delay: 2_000, jitter: 0.5 } as const;
/** A finished id blocks adding it again until it is forgotten; a failed one is forgotten at once, so that housekeeping can add it. */
const KEEP = { removeOnComplete: true, removeOnFail: true } as const;

/** References only: what is to be done is in the object store. */
export class BatchPayload {
  @IsString()
  @Matches(TENANT)
  tenant!: string;

  @IsString()
  @Matches(ULID)
  batchId!: string;
}

export class ChunkPayload extends BatchPayload {
  @IsString()
  @Matches(PIECE)
  piece!: string;

  @IsInt()
  @Min(1)
  epoch!: number;
}

export const planBatch = defineJob({
  queue: 'plan',
  name: 'plan-batch',
  payload: BatchPayload,
  id: ({ batchId }) => `${batchId}.plan`,
  options: { attempts: 4, backoff: BACKOFF, ...KEEP },
});

export const scoreChunk = defineJob({
  queue: 'score',
  name: 'score-chunk',
  payload: ChunkPayload,
  id: ({ batchId, piece, epoch }) => `${batchId}.${epoch}.${piece}`,
  options: { attempts: 4, backoff: BACKOFF, ...KEEP },
});

export const finishBatch = defineJob({
  queue: 'finish',
  name: 'finish-batch',
  payload: BatchPayload,
  id: ({ batchId }) => `${batchId}.finish`,
  options: { attempts: 4, backoff: BACKOFF, ...KEEP },
});
