import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type HelmetOptions } from 'helmet';

type Headers = Readonly<Record<string, string>>;

const YEAR_S = 31_536_000;

/** Answers of an API are data: no page may frame them, run them or guess another type. Headers that only matter to pages would cost every answer. */
const OF_API = {
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} satisfies HelmetOptions;

/** Swagger UI is scripts of ours, with styles in the page and pictures in the styles. */
const OF_DOCS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
} satisfies HelmetOptions;

/** Bull Board has a base of its own address, and asks a server of fonts, which it does not get. */
const OF_BOARD = {
  ...OF_DOCS,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { ...OF_DOCS.contentSecurityPolicy.directives, baseUri: ["'self'"] },
  },
} satisfies HelmetOptions;

/** Headers of every answer. */
export interface SecurityHeaders {
  readonly api: Headers;
  readonly docs: Headers;
  readonly board: Headers;
}

/**
 * Asked of helmet once: its middleware builds all of them anew for every request.
 * @param tls whether this server speaks HTTPS, and browsers shall never try anything else again
 */
export function securityHeaders(tls: boolean): SecurityHeaders {
  const strictTransportSecurity = tls ? { maxAge: YEAR_S, includeSubDomains: false } : false;
  return {
    api: headersOf({ ...OF_API, strictTransportSecurity }),
    docs: headersOf({ ...OF_DOCS, strictTransportSecurity }),
    board: headersOf({ ...OF_BOARD, strictTransportSecurity }),
  };
}

function headersOf(options: HelmetOptions): Headers {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, () => undefined);
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
