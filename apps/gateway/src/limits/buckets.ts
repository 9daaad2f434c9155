import 'reflect-metadata';
import { applyDecorators } from '@nestjs/common';
import { Throttle, type ThrottlerOptions } from '@nestjs/throttler';
import { THROTTLER_LIMIT } from '@nestjs/throttler/dist/throttler.constants.js';
import type { Limit } from '@sluice/limits';
import type { LimitConfig } from '@sluice/platform';
import type { RouteOptions } from 'fastify';
import { handlerOf } from '../http/route-config';

/** What counts together: requests of one bucket use up the same tokens of a key. */
export const BUCKETS = ['predict', 'admin', 'batch'] as const;
export type Bucket = (typeof BUCKETS)[number];
/** Those that no route names: refused credentials, and whatever comes from one address. */
type Throttler = Bucket | 'login' | 'address';

/** The route counts as this: `@Limited('predict')`. Whatever says nothing counts as batch. */
export const Limited = (bucket: Bucket): MethodDecorator => applyDecorators(Throttle({ [bucket]: {} }));

/** The bucket that a route was given by @Throttle of @nestjs/throttler. */
export function bucketOf({ config }: RouteOptions): Bucket {
  const handler = handlerOf(config);
  const isNamed = (bucket: Bucket): boolean =>
    handler !== undefined && Reflect.hasMetadata(THROTTLER_LIMIT + bucket, handler);
  return BUCKETS.find(isNamed) ?? 'batch';
}

/** The limits of the configuration as @nestjs/throttler has them: `ttl` in milliseconds, and none for what is off. */
export function throttlersOf({ predict, batch, admin, login, address }: LimitConfig): ThrottlerOptions[] {
  return Object.entries({ predict, batch, admin, login, address }).flatMap(([name, rate]) =>
    rate === null ? [] : [{ name, limit: rate.limit, ttl: rate.windowMs }],
  );
}

/** null: there is none. */
export function limitNamed(throttlers: readonly ThrottlerOptions[], name: Throttler): Limit | null {
  const found = throttlers.find((throttler) => throttler.name === name);
  if (found === undefined) return null;
  const { limit, ttl } = found;
  // Those of throttlersOf are numbers, never functions of a request.
  return { limit: Number(limit), windowMs: Number(ttl) };
}
