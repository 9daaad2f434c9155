import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Config } from '@sluice/platform';
import { setTimeout as wait } from 'node:timers/promises';
import { CONFIG } from './config.token';

/** Time for balancers to see that we are not ready and for clients to leave their kept connections. */
const GRACE_MS = 500;
/** Left to close everything else after the last connection was cut. */
const RESERVE_MS = 2_000;

/**
 * The end of a gateway: not ready, `Connection: close` on every answer, GRACE_MS more, then Nest closes the server, which
 * waits for what is in flight. Whatever a request needs must close in onApplicationShutdown, which comes after that;
 * onModuleDestroy comes before.
 */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  private started = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {}

  get draining(): boolean {
    return this.started;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.started = true;
    const server = this.host.httpAdapter.getInstance().server;
    const cutMs = Math.max(GRACE_MS, this.config.shutdownTimeoutMs - RESERVE_MS);
    setTimeout(() => {
      server.closeAllConnections();
    }, cutMs).unref();
    if (server.listening) await wait(GRACE_MS);
  }
}
