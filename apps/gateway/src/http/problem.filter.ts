import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { clientErrorOf } from './client-error';
import { HTTP_STATUS } from './http-status';
import { sendProblem } from './send-problem';

/** Turns everything that is thrown on the way of a request into problem+json, and logs what lies behind it: what is our fault as an error. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    this.answer(thrown, host.switchToHttp().getResponse<FastifyReply>());
  }

  answer(thrown: unknown, reply: FastifyReply): void {
    const error = clientErrorOf(thrown);
    if (error.cause !== undefined) {
      const level = HTTP_STATUS[error.code] >= 500 ? 'error' : 'info';
      this.logger[level]({ requestId: reply.request.id, code: error.code, err: error.cause }, 'request failed');
    }
    if (!reply.sent && !reply.raw.headersSent) sendProblem(reply, error);
    // Half an answer cannot become another one: the client must see that it is cut.
    else reply.raw.destroy();
  }
}
