import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BatchQueue } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import type { Logger } from 'pino';
import { clientErrorOf } from '../http/client-error';
import { ProblemFilter } from '../http/problem.filter';
import { BOARD_PATH } from './board-path';

/** Serves what reads, and nothing else: a job that is retried, removed or added by hand would say something that the records of its batch do not. */
class ReadingAdapter extends FastifyAdapter {
  override setApiRoutes(routes: Parameters<FastifyAdapter['setApiRoutes']>[0]): FastifyAdapter {
    return super.setApiRoutes(routes.filter(({ method }) => [method].flat().every((name) => name === 'get')));
  }
}

/** Bull Board at /queues, for admins: docs/operations/queues.md. Must come before the application listens. */
export function serveBoard(app: NestFastifyApplication, log: Logger): void {
  const serverAdapter = new ReadingAdapter();
  serverAdapter.setBasePath(BOARD_PATH);
  const queues = app.get(BatchQueue).all.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true }));
  createBullBoard({ queues, serverAdapter, options: { uiConfig: { boardTitle: 'Sluice' } } });
  const fastify = app.getHttpAdapter().getInstance();
  const filter = new ProblemFilter(log);
  void fastify.register(
    (scope, _options, done) => {
      // Before its own handler, which tells what was thrown, and answers 500 to whom our hooks refuse. Nest has not set one yet.
      scope.addHook('onRoute', (route) => {
        route.errorHandler = (error, _request, reply) => {
          filter.answer(asKnown(error), reply);
        };
      });
      serverAdapter.registerPlugin()(scope, {}, done);
    },
    { prefix: BOARD_PATH },
  );
}

/** What is not known fails in Redis: nothing else is asked here. */
function asKnown(error: unknown): unknown {
  if (clientErrorOf(error).code !== 'INTERNAL') return error;
  return new SluiceError('STATISTICS_UNAVAILABLE', 'Redis does not answer. Load the page again later.', {
    cause: error,
  });
}
