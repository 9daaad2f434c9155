import { Module, type DynamicModule } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { KeyTable } from '@sluice/access';
import { LimitStorage } from '@sluice/limits';
import { LOGGER, type Config } from '@sluice/platform';
import type { Logger } from 'pino';
import { RefusedCallers } from '../audit/refused-callers';
import { Authenticator } from '../access/authenticator';
import { openTokens } from '../access/open-tokens';
import { SignatureCheck } from '../access/signature-check';
import { AddressBlocks } from '../limits/address-blocks';
import { throttlersOf } from '../limits/buckets';
import { KeyQuotas } from '../limits/key-quotas';
import { RequestLimits } from '../limits/request-limits';
import { BODY_LIMITS, BodyDeadlines, type BodyLimits } from './body-deadlines';
import { BoundedLog } from './bounded-log';
import { CONFIG } from './config.token';
import { Drain } from './drain';
import { ErrorLineQuota } from './error-line-quota';
import { RequestRecorder } from './request-recorder';
import { RootController } from './root.controller';
import { RouteTable } from './route-table';

/** What every part of the gateway may inject: what it exports. */
@Module({})
export class HttpModule {
  static with(config: Config, logger: Logger, bodyLimits: Partial<BodyLimits> = {}): DynamicModule {
    const quota = (): ErrorLineQuota => ErrorLineQuota.ofOne(config.gateway.processes);
    const storage = new LimitStorage(config.gateway.processes, config.limits.timeoutMs);
    return {
      module: HttpModule,
      global: true,
      imports: [ThrottlerModule.forRoot({ throttlers: throttlersOf(config.limits), storage })],
      controllers: [RootController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        { provide: BodyDeadlines, useFactory: () => new BodyDeadlines({ ...BODY_LIMITS, ...bodyLimits }) },
        { provide: RequestRecorder, useFactory: () => new RequestRecorder(logger, config.logSampleRate, quota()) },
        { provide: BoundedLog, useFactory: () => new BoundedLog(logger, quota()) },
        { provide: LimitStorage, useValue: storage },
        { provide: AddressBlocks, useFactory: () => new AddressBlocks(config.limits, storage, logger) },
        {
          provide: Authenticator,
          inject: [KeyTable],
          useFactory: (keys: KeyTable) => new Authenticator(keys, openTokens(config.jwt, logger)),
        },
        {
          provide: SignatureCheck,
          inject: [KeyTable],
          useFactory: (keys: KeyTable) => new SignatureCheck(config.requestSigning, keys, config.limits.timeoutMs),
        },
        Drain,
        KeyQuotas,
        KeyTable,
        RefusedCallers,
        RequestLimits,
        RouteTable,
      ],
      exports: [
        ...[AddressBlocks, Authenticator, BoundedLog, CONFIG, LOGGER, Drain, KeyQuotas, KeyTable, LimitStorage],
        ...[RefusedCallers, RequestLimits, RequestRecorder, RouteTable, SignatureCheck],
      ],
    };
  }
}
