import { Module, type DynamicModule } from '@nestjs/common';
import { KeyTable } from '@sluice/access';
import { LOGGER, type Config } from '@sluice/platform';
import type { Logger } from 'pino';
import { RefusedCallers } from '../audit/refused-callers';
import { BodyDeadlines } from './body-deadlines';
import { BoundedLog } from './bounded-log';
import { CONFIG } from './config.token';
import { Drain } from './drain';
import { ErrorLineQuota } from './error-line-quota';
import { RequestRecorder } from './request-recorder';
import { RootController } from './root.controller';
import { RouteTable } from './route-table';

/** From the headers of a request until its body must have arrived, unless the route takes uploads. */
const BODY_TIMEOUT_MS = 10_000;

/** What every part of the gateway may inject: BoundedLog, CONFIG, LOGGER, Drain, KeyTable, RefusedCallers, RequestRecorder, RouteTable. */
@Module({})
export class HttpModule {
  static with(config: Config, logger: Logger, bodyTimeoutMs = BODY_TIMEOUT_MS): DynamicModule {
    const quota = (): ErrorLineQuota => ErrorLineQuota.ofOne(config.gateway.processes);
    return {
      module: HttpModule,
      global: true,
      controllers: [RootController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        { provide: BodyDeadlines, useFactory: () => new BodyDeadlines(bodyTimeoutMs) },
        { provide: RequestRecorder, useFactory: () => new RequestRecorder(logger, config.logSampleRate, quota()) },
        { provide: BoundedLog, useFactory: () => new BoundedLog(logger, quota()) },
        Drain,
        KeyTable,
        RefusedCallers,
        RouteTable,
      ],
      exports: [BoundedLog, CONFIG, LOGGER, Drain, KeyTable, RefusedCallers, RequestRecorder, RouteTable],
    };
  }
}
