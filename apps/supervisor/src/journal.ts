import { createLogger, type LogLevel } from '@sluice/platform';

type Fields = Readonly<Record<string, string | number | null>>;

/** What the supervisor tells about its children. */
export interface Journal {
  info(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
}

/** For a terminal: warnings as plain lines; what goes well is seen from the banner. */
export function terminalJournal(write: (line: string) => void): Journal {
  return {
    info: () => undefined,
    warn: (fields, message) => {
      const details = Object.entries(fields).filter(([, value]) => value !== null);
      write(`${message} (${details.map(([name, value]) => `${name} ${value ?? ''}`).join(', ')})`);
    },
  };
}

/** For everything else: the same JSON lines as the children's. */
export function logJournal(config: { readonly logLevel: LogLevel }): Journal {
  const logger = createLogger(config, 'supervisor');
  return {
    info: (fields, message) => {
      logger.info(fields, message);
    },
    warn: (fields, message) => {
      logger.warn(fields, message);
    },
  };
}
