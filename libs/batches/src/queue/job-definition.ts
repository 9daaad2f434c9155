import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { JobsOptions } from 'bullmq';

export type QueueName = 'plan' | 'score' | 'finish' | 'session' | 'webhooks';

/** Everything about one kind of job in one value: producer and processor both use it. */
export interface JobDefinition<Payload extends object> {
  readonly queue: QueueName;
  readonly name: string;
  readonly payload: new () => Payload;
  /** Deterministic, so that adding a job again is harmless. Without `:`, which BullMQ keeps for itself. */
  readonly id: (payload: Payload) => string;
  readonly options: JobsOptions;
}

export function defineJob<Payload extends object>(definition: JobDefinition<Payload>): JobDefinition<Payload> {
  return definition;
}

/** A payload that does not fit its class: Redis content is untrusted, and so is an older release's. */
export class InvalidPayload extends Error {
  override readonly name = 'InvalidPayload';
}

/** @throws InvalidPayload naming the members that are wrong, never their values */
export function parsePayload<Payload extends object>(definition: JobDefinition<Payload>, data: unknown): Payload {
  const payload = plainToInstance(definition.payload, data ?? {});
  const errors = validateSync(payload, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) {
    throw new InvalidPayload(
      `Job ${definition.name} has wrong members: ${errors.map(({ property }) => property).join(', ')}`,
    );
  }
  return payload;
}
