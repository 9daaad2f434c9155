import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Passes what Nest itself says on to the logger of the process. Its start-up chatter becomes debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(fields(rest), text(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(fields(rest, message), text(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(fields(rest), text(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(fields(rest), text(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(fields(rest), text(message));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal(fields(rest, message), text(message));
  }
}

/** Nest passes the context last, and before it, for errors, the stack. */
function fields(rest: readonly unknown[], message?: unknown): { context?: unknown; stack?: unknown; err?: Error } {
  const context = rest.at(-1);
  const stack = rest.length > 1 ? rest[0] : undefined;
  return message instanceof Error ? { context, err: message } : { context, stack };
}

function text(message: unknown): string {
  if (message instanceof Error) return message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}
