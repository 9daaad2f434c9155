import type { IncomingHttpHeaders } from 'node:http';

/** An address, or a name that no site on the Internet has. */
const LOCAL_HOST = /^(?:\[[\da-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}|[^.:/\s]*|[^:/\s]+\.localhost)(?::\d+)?$/i;
const LOOPBACK_ORIGIN = /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Whether a browser on this machine was led here by a site from elsewhere: one that has its own name point at 127.0.0.1 (DNS rebinding), or that has its
 * visitors send forms here. Only asked while there are no keys; a site has no key to send.
 */
export function isFromElsewhere({ host = '', origin }: IncomingHttpHeaders): boolean {
  if (!LOCAL_HOST.test(host)) return true;
  return origin !== undefined && !LOOPBACK_ORIGIN.test(origin) && !isOf(origin, host);
}

function isOf(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}
