import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { FastifyReply } from 'fastify';
import { sendProblem } from './send-problem';

const SWEEP_MS = 1_000;

/**
 * Cuts requests whose body drips in. Node's own requestTimeout holds for the whole server, and would cut long uploads too;
 * so it is off, and requests with a body are watched here. One sweep a second is cheaper than a timer per request.
 */
export class BodyDeadlines implements OnModuleInit, OnApplicationShutdown {
  /** When the headers came, in milliseconds of performance.now(). */
  private readonly reading = new Map<FastifyReply, number>();
  private timer: NodeJS.Timeout | undefined;

  /** @param limitMs milliseconds from the headers until a body must have arrived. */
  constructor(private readonly limitMs: number) {}

  onModuleInit(): void {
    this.timer = setInterval(
      () => {
        this.sweep();
      },
      Math.min(SWEEP_MS, this.limitMs),
    ).unref();
  }

  watch(reply: FastifyReply): void {
    const { headers } = reply.request;
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
      this.reading.set(reply, performance.now());
    }
  }

  /** For a route with a rule of its own. */
  exempt(reply: FastifyReply): void {
    this.reading.delete(reply);
  }

  /** A request that was answered before its body had arrived stays watched: the rest still occupies a connection. */
  answered(reply: FastifyReply): void {
    if (reply.request.raw.complete) this.reading.delete(reply);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private sweep(): void {
    const dueMs = performance.now() - this.limitMs;
    for (const [reply, startMs] of this.reading) {
      const { raw } = reply.request;
      if (raw.complete || raw.destroyed) this.reading.delete(reply);
      else if (startMs < dueMs) this.cut(reply);
    }
  }

  private cut(reply: FastifyReply): void {
    this.reading.delete(reply);
    const { socket } = reply.request.raw;
    if (reply.sent) {
      socket.destroy();
      return;
    }
    reply.raw.once('finish', () => {
      socket.destroySoon();
    });
    reply.header('connection', 'close');
    sendProblem(reply, new SluiceError('REQUEST_TIMEOUT', 'The body did not arrive in time. Send it faster.'));
  }
}
