import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, RedisBreaker, type Config } from '@sluice/platform';
import { LiveSessions } from '@sluice/sessions';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { AuditModule } from '../audit/audit.module';
import { CONFIG } from '../http/config.token';
import { ModelsModule } from '../models/models.module';
import { connectAside } from '../store/aside-redis';
import { StoreModule } from '../store/store.module';
import { FindSessions } from './find-sessions';
import { LIVE_SESSIONS, SESSION_BREAKER, SESSION_REDIS } from './live-sessions.token';
import { RecordSession } from './record-session';
import { SessionJudge } from './session-judge';
import { SessionsController } from './sessions.controller';
import { VerdictMetrics } from './verdict-metrics';

/** Most events that wait for stage 2: minutes of traffic, and a small part of the memory of any Redis. */
const MAX_EVENTS = 100_000;
const MAX_EVENT_BYTES = 64 * 1024 * 1024;
/** Whoever reads or closes a session asks for nothing else, and waits for it; predict waits as long as SESSION_TIMEOUT_MS says. */
const COMMAND_TIMEOUT_MS = 1_000;

/** Live sessions: what predict adds to them, and what can be asked of them. */
@Module({
  imports: [ModelsModule, StoreModule, AuditModule],
  controllers: [SessionsController],
  providers: [
    {
      provide: SESSION_REDIS,
      inject: [CONFIG, LOGGER],
      useFactory: (config: Config, log: Logger) =>
        connectAside(config, log, Math.max(COMMAND_TIMEOUT_MS, config.sessionTimeoutMs), 'live sessions are degraded'),
    },
    { provide: SESSION_BREAKER, inject: [SESSION_REDIS], useFactory: (redis: Redis) => new RedisBreaker(redis) },
    {
      provide: LIVE_SESSIONS,
      inject: [CONFIG, SESSION_REDIS],
      useFactory: ({ sessionTtlS: ttlS }: Config, redis: Redis) =>
        new LiveSessions(redis, { ttlS, maxEvents: MAX_EVENTS, maxEventBytes: MAX_EVENT_BYTES }),
    },
    SessionJudge,
    RecordSession,
    FindSessions,
    VerdictMetrics,
  ],
  exports: [RecordSession],
})
export class SessionsModule implements OnApplicationShutdown {
  constructor(
    @Inject(SESSION_REDIS) private readonly redis: Redis,
    @Inject(SESSION_BREAKER) private readonly breaker: RedisBreaker,
  ) {}

  /** Only now: until the server is closed, requests in flight need it. */
  onApplicationShutdown(): void {
    this.breaker.close();
    this.redis.disconnect();
  }
}
