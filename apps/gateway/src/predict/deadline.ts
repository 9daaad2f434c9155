import { SluiceError } from '@sluice/contracts';

/** Milliseconds, up to an hour: longer ones are surely a mistake, such as a point in time. */
const DURATION = /^(?:[1-9]\d{0,5}|[12]\d{6}|3[0-5]\d{5}|3600000)$/;

/**
 * Reads `X-Deadline-Ms`: how many milliseconds after its arrival the answer is of no more use.
 * @param elapsedMs since the request arrived
 * @returns a time of `performance.now()`, Infinity without the header
 * @throws SluiceError INVALID_HEADER
 */
export function deadlineOf(header: string | readonly string[] | undefined, elapsedMs: number): number {
  if (header === undefined) return Infinity;
  if (typeof header === 'string' && DURATION.test(header)) return performance.now() - elapsedMs + Number(header);
  const message = 'must be a whole number of milliseconds from 1 to 3600000, counted from the arrival of the request';
  throw new SluiceError('INVALID_HEADER', `X-Deadline-Ms ${message}.`, {
    errors: [{ pointer: '/header/x-deadline-ms', code: 'INVALID_FORMAT', message }],
  });
}
