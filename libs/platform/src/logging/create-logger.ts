import { destination as descriptor, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config/config';

/**
 * The logger of a process: one JSON object per line on standard output, with `name` and an ISO time. A line is an event
 * with fields (`log.info({ batchId, rows }, 'batch scored')`), never a body, a row, an address or a key of a client.
 * Ids come from child loggers: `log.child({ batchId })`.
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
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
}
