import { SluiceError } from '@sluice/contracts';

/** Longest wait: the server ends connections that are silent for 120 s. */
const MAX_WAIT_S = 110;

/**
 * Seconds of `Prefer: wait=N` (RFC 7240), 0 without it; other preferences are left alone, as the RFC says.
 * @throws SluiceError INVALID_HEADER when N is no whole number
 */
export function preferredWaitS(prefer: string | string[] | undefined): number {
  const wait = [prefer ?? []]
    .flat()
    .flatMap((value) => value.split(/[,;]/))
    .map((part) => part.trim())
    .find((part) => /^wait\b/i.test(part));
  if (wait === undefined) return 0;
  const seconds = /^wait\s*=\s*"?(\d{1,6})"?$/i.exec(wait)?.[1];
  if (seconds !== undefined) return Math.min(MAX_WAIT_S, Number(seconds));
  const errors = [{ pointer: '/header/prefer', code: 'INVALID_FORMAT', message: 'must be wait=<seconds>' }];
  throw new SluiceError('INVALID_HEADER', 'Prefer: wait needs a whole number of seconds, for example wait=60.', {
    errors,
  });
}
