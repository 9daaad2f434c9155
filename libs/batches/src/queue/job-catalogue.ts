import { createHash } from 'node:crypto';
import { IsInt, IsString, Matches, MaxLength, Min } from 'class-validator';
import { defineJob } from './job-definition';

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const TENANT = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;
/** A chunk, or a part of a part of one. */
const PIECE = /^\d{1,7}(\.\d{1,2}){0,8}$/;
const CLIENT_ID = /^[\x21-\x7E]{1,200}$/;
const STREAM_ID = /^\d{13}-\d{10}$/;
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

/** A live session as it was when it was taken: what comes later is the business of a later job. */
export class SessionPayload {
  @IsString()
  @Matches(TENANT)
  tenant!: string;

  @IsString()
  @Matches(CLIENT_ID)
  sessionId!: string;

  /** Id of its last event. */
  @IsString()
  @Matches(STREAM_ID)
  until!: string;

  /** When its first event came, epoch milliseconds. */
  @IsInt()
  @Min(0)
  from!: number;

  /** Model that scored its last event. */
  @IsString()
  @MaxLength(100)
  model!: string;

  /** What the sketch holds, in two parts. */
  @IsString()
  @MaxLength(400)
  numbers!: string;

  @IsString()
  @MaxLength(400)
  topRows!: string;
}

/** An attempt at a webhook. */
export class DeliveryPayload {
  @IsString()
  @Matches(TENANT)
  tenant!: string;

  @IsString()
  @Matches(ULID)
  deliveryId!: string;

  @IsInt()
  @Min(1)
  attempt!: number;

  /** Number of the attempt that began the series: one by hand is another job than the one that waits for its time. */
  @IsInt()
  @Min(1)
  series!: number;
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

export const judgeSession = defineJob({
  queue: 'session',
  name: 'judge-session',
  payload: SessionPayload,
  id: ({ tenant, sessionId, until }) =>
    `${tenant}.${createHash('sha256').update(sessionId).digest('hex').slice(0, 32)}.${until}`,
  options: { attempts: 4, backoff: BACKOFF, ...KEEP },
});

export const deliverWebhook = defineJob({
  queue: 'webhooks',
  name: 'deliver-webhook',
  payload: DeliveryPayload,
  id: ({ deliveryId, attempt, series }) => `${deliveryId}.${series}.${attempt}`,
  options: { attempts: 4, backoff: BACKOFF, ...KEEP },
});
