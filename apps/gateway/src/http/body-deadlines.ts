import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { FastifyReply } from 'fastify';
import { sendProblem } from './send-problem';

export const SWEEP_MS = 500;
/** Least bytes of each window of an upload: a slower sender holds a connection for nothing. */
const LEAST_BYTES = 7 * 1_024;

const LATE = new SluiceError('REQUEST_TIMEOUT', 'The body did not arrive in time. Send it faster.');
const TOO_SLOW = new SluiceError(
  'REQUEST_TIMEOUT',
  'The upload came slower than 1 kB/s. Send it again on a faster connection.',
);

/** Both in milliseconds. */
export interface BodyLimits {
  /** From the headers of a request until its body must have arrived. */
  readonly bodyMs: number;
  /** Windows in each of which an upload must bring 7 KiB, the first of them from its headers on. */
  readonly uploadWindowMs: number;
}

export const BODY_LIMITS: BodyLimits = { bodyMs: 7_000, uploadWindowMs: 7_000 };

interface Overdue {
  readonly reply: FastifyReply;
  readonly error: SluiceError;
}

/** Times are those of performance.now(), in milliseconds. */
interface Window {
  readonly startMs: number;
  /** What the connection had brought when it began. */
  readonly bytesBefore: number;
}

/**
 * Cuts requests whose body drips in. Node's own requestTimeout holds for the whole server, and would cut long uploads too;
 * so it is off, and requests with a body are watched here. A sweep now and then is cheaper than a timer per request.
 */
export class BodyDeadlines implements OnModuleInit, OnApplicationShutdown {
  /** When the headers came. */
  private readonly reading = new Map<FastifyReply, number>();
  private readonly uploads = new Map<FastifyReply, Window>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: BodyLimits) {}

  onModuleInit(): void {
    const { bodyMs, uploadWindowMs } = this.limits;
    this.timer = setInterval(
      () => {
        this.sweep();
      },
      Math.min(SWEEP_MS, bodyMs, uploadWindowMs),
    ).unref();
  }

  watch(reply: FastifyReply): void {
    const { headers } = reply.request;
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
      this.reading.set(reply, performance.now());
    }
  }

  /** For a route that takes files: they may take as long as they like, at the least rate. */
  watchRate(reply: FastifyReply): void {
    const startMs = this.reading.get(reply);
    if (startMs === undefined) return;
    this.reading.delete(reply);
    this.uploads.set(reply, { startMs, bytesBefore: reply.request.raw.socket.bytesRead });
  }

  /** A request that was answered before its body had arrived stays watched: the rest still occupies a connection. */
  answered(reply: FastifyReply): void {
    if (reply.request.raw.complete) this.forget(reply);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private sweep(): void {
    const nowMs = performance.now();
    const overdue: Overdue[] = [];
    for (const [reply, startMs] of this.reading) {
      if (isOver(reply)) this.forget(reply);
      else if (startMs + this.limits.bodyMs < nowMs) overdue.push({ reply, error: LATE });
    }
    for (const [reply, window] of this.uploads) {
      if (isOver(reply)) this.forget(reply);
      else if (window.startMs + this.limits.uploadWindowMs >= nowMs) continue;
      else if (isTooSlow(reply, window)) overdue.push({ reply, error: TOO_SLOW });
      else this.uploads.set(reply, { startMs: nowMs, bytesBefore: reply.request.raw.socket.bytesRead });
    }
    for (const { reply } of overdue) this.forget(reply);
    this.cutNext(overdue);
  }

  /** One in each turn of the event loop: hundreds at once would hold up everybody else. */
  private cutNext(overdue: Overdue[]): void {
    const next = overdue.shift();
    if (next === undefined) return;
    if (!isOver(next.reply)) cut(next);
    setImmediate(() => {
      this.cutNext(overdue);
    });
  }

  private forget(reply: FastifyReply): void {
    this.reading.delete(reply);
    this.uploads.delete(reply);
  }
}

/** Bytes count as they come from the connection, whatever they are: fields of a form, JSON, or a file, packed or not. */
function isTooSlow({ request: { raw } }: FastifyReply, { bytesBefore }: Window): boolean {
  // What lies here unread is not the client's fault: the store may be slow.
  return raw.readableLength === 0 && raw.socket.bytesRead - bytesBefore < LEAST_BYTES;
}

function isOver({ request: { raw } }: FastifyReply): boolean {
  return raw.complete || raw.destroyed;
}

function cut({ reply, error }: Overdue): void {
  const { socket } = reply.request.raw;
  if (reply.sent) {
    socket.destroy();
    return;
  }
  reply.raw.once('finish', () => {
    socket.destroySoon();
  });
  reply.header('connection', 'close');
  sendProblem(reply, error);
}
