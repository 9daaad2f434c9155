import type { DuckDBConnection } from '@duckdb/node-api';

const LOOK_MS = 500;

/**
 * Runs work on a connection, and breaks it off as soon as nobody wants its result any more.
 * @param isUnwanted asked twice a second; when it fails, the work goes on
 * @returns null when the work was broken off
 */
export async function interruptible<T>(
  connection: DuckDBConnection,
  isUnwanted: () => Promise<boolean>,
  work: () => Promise<T>,
): Promise<T | null> {
  const unwanted = new AbortController();
  const look = async (): Promise<void> => {
    if (!(await isUnwanted().catch(() => false))) return;
    unwanted.abort();
    connection.interrupt();
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  try {
    return await work();
  } catch (error) {
    if (unwanted.signal.aborted) return null;
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** What a query fails with that was broken off: nothing is wrong with its input. */
export function isInterrupt(error: unknown): boolean {
  return /interrupt error/i.test(String(error));
}
