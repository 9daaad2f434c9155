import { destination as descriptor, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config/config';
import { errorFields } from './error-fields';

/**
 * The logger of a process: one JSON object per line on standard output, with `name` and an ISO time. A line is an event
 * with fields (`log.info({ batchId, rows }, 'batch scored')`), never a body, a row, an address or a key of a client.
 * Ids come from child loggers: `log.child({ batchId })`; an error goes into the field `err`.
 */
export function createLogger(
  config: { readonly logLevel: LogLevel },
  name: string,
  destination: DestinationStream = descriptor(1),
): Logger {
  return pino(
    {
      name,
      level: config.logLevel,
      timestamp: stdTimeFunctions.isoTime,
      serializers: { err: errorFields },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
}
