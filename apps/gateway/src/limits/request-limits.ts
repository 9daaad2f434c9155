import { Inject, Injectable } from '@nestjs/common';
import {
  InjectThrottlerOptions,
  normalizeIp,
  type ThrottlerModuleOptions,
  type ThrottlerOptions,
} from '@nestjs/throttler';
import { SluiceError } from '@sluice/contracts';
import { LimitStorage, type Limit } from '@sluice/limits';
import type { FastifyReply } from 'fastify';
import { AddressBlocks } from './address-blocks';
import { limitNamed, type Bucket } from './buckets';
import { RatePolicy, secondsOf } from './rate-headers';

/** Refuses a request when its tokens are used up. @throws SluiceError TOO_MANY_REQUESTS */
export type CheckLimit = (of: string, reply: FastifyReply) => void | Promise<void>;

/** What a route asks of requests; null: nothing. */
export interface RouteLimits {
  /** Of an address, before anything is known of the request. @throws SluiceError ADDRESS_BLOCKED as well */
  readonly address: CheckLimit | null;
  /** Of the id of a valid key. @throws SluiceError LIMITS_UNAVAILABLE as well, where the route changes the service */
  readonly key: CheckLimit | null;
}

/** Limits of requests, for all gateway processes together: counted before the body is read, by a hook. Why no guard: docs/decisions/2026-11-29-limits.md */
@Injectable()
export class RequestLimits {
  private readonly throttlers: readonly ThrottlerOptions[];
  private readonly login: Limit | null;

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @Inject(LimitStorage) private readonly storage: LimitStorage,
    private readonly blocks: AddressBlocks,
  ) {
    this.throttlers = Array.isArray(options) ? options : options.throttlers;
    this.login = limitNamed(this.throttlers, 'login');
  }

  ofRoute(bucket: Bucket): RouteLimits {
    return { address: this.ofAddress(bucket), key: this.ofKey(bucket) };
  }

  /**
   * Counts a credential that was refused. It never matters to a valid one.
   * @param keyId the id that it named
   * @throws SluiceError TOO_MANY_REQUESTS when the address has named this id too often
   */
  async failedLogin(ip: string, keyId: string): Promise<void> {
    const address = normalizeIp(ip);
    if (this.login !== null) {
      const { allowed, resetMs } = await this.storage.take(`login:${address}:${keyId}`, this.login);
      if (!allowed) {
        await this.blocks.refused(address);
        throw tooMany('Too many credentials were refused. Wait for Retry-After, then send a valid one.', resetMs);
      }
    }
    await this.blocks.refused(address);
  }

  private ofAddress(bucket: Bucket): CheckLimit | null {
    const limit = limitNamed(this.throttlers, 'address');
    const isBlocking = this.blocks.isOn;
    if (limit === null) {
      const check = (ip: string): void => {
        this.blocks.check(normalizeIp(ip));
      };
      return isBlocking ? check : null;
    }
    const policy = new RatePolicy('address', limit);
    return async (ip, reply) => {
      const address = normalizeIp(ip);
      if (isBlocking) this.blocks.check(address);
      const verdict = await this.storage.take(`${bucket}:address:${address}`, limit);
      if (verdict.allowed) return;
      policy.tell(reply, verdict);
      await this.blocks.refused(address);
      throw tooMany('Too many requests came from this address. Wait for Retry-After.', verdict.resetMs);
    };
  }

  private ofKey(bucket: Bucket): CheckLimit | null {
    const limit = limitNamed(this.throttlers, bucket);
    if (limit === null) return null;
    const policy = new RatePolicy(bucket, limit);
    const failsClosed = bucket === 'admin';
    return async (keyId, reply) => {
      const verdict = await this.storage.take(`${bucket}:key:${keyId}`, limit);
      if (failsClosed && verdict.isLocal) throw unavailable();
      policy.tell(reply, verdict);
      if (verdict.allowed) return;
      await this.blocks.refused(normalizeIp(reply.request.ip));
      throw tooMany('This key has used up its requests of this kind. Wait for Retry-After.', verdict.resetMs);
    };
  }
}

function tooMany(detail: string, resetMs: number): SluiceError {
  return new SluiceError('TOO_MANY_REQUESTS', detail, { retryAfterS: Math.max(1, secondsOf(resetMs)) });
}

function unavailable(): SluiceError {
  return new SluiceError(
    'LIMITS_UNAVAILABLE',
    'Redis does not answer, so changes of this service cannot be limited and are refused. Try again; npm run keys works meanwhile.',
  );
}
