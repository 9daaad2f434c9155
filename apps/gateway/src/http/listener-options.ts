import type { ServerOptions as HttpServerOptions } from 'node:http';
import type { ServerOptions as HttpsServerOptions } from 'node:https';
import type { Config } from '@sluice/platform';
import { readCertificate } from './tls';

/** Together with BODY_LIMITS: a client that sends as slowly as it may holds a connection for 12 s at most (request-time.spec.ts). */
export const SERVER = {
  headersTimeout: 3_000,
  connectionsCheckingInterval: 500,
  maxHeaderSize: 16_384,
  requireHostHeader: false,
} as const satisfies HttpServerOptions;
/** Node would wait two minutes for a client that says nothing. */
const HANDSHAKE_TIMEOUT_MS = 5_000;

interface ListenerOptions {
  readonly trustProxy: false | string[];
  readonly http?: HttpServerOptions;
  readonly https: HttpsServerOptions | null;
}

/**
 * What listens, with TLS or without, and whom it believes about where requests come from.
 * @throws StartError when the certificate cannot be used
 */
export function listenerOptions({ tls, trustProxy }: Pick<Config['http'], 'tls' | 'trustProxy'>): ListenerOptions {
  const trusted = { trustProxy: trustProxy.length === 0 ? (false as const) : [...trustProxy] };
  if (tls === null) return { ...trusted, http: SERVER, https: null };
  return { ...trusted, https: { ...SERVER, handshakeTimeout: HANDSHAKE_TIMEOUT_MS, ...readCertificate(tls) } };
}
