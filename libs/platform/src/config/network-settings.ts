import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { oneOf, setting } from './setting';

/** Names of ranges that Fastify knows. */
const RANGES: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** What the gateway shows to networks: TLS, proxies, other origins. */
export const NETWORK_SETTINGS = {
  tlsCertFile: setting({
    name: 'TLS_CERT_FILE',
    fallback: null,
    fallbackDoc: 'none: plain HTTP',
    allowed: 'the path of a file',
    doc: 'PEM file with the certificate of the gateway and those that it was signed by. With it and TLS_KEY_FILE the gateway speaks HTTPS alone; a new certificate is taken within seconds, without a restart.',
    parse: filePath,
  }),
  tlsKeyFile: setting({
    name: 'TLS_KEY_FILE',
    fallback: null,
    fallbackDoc: 'none',
    allowed: 'the path of a file',
    doc: 'PEM file with the private key of TLS_CERT_FILE.',
    parse: filePath,
  }),
  trustProxy: setting({
    name: 'TRUST_PROXY',
    fallback: 'off',
    allowed: 'off, or addresses and networks behind commas, such as 10.0.0.0/8,loopback',
    doc: 'Addresses of the proxies whose X-Forwarded-For is believed; loopback, linklocal and uniquelocal are names of networks. off: a client is whoever is connected. Whoever is trusted can claim any address, so a number of hops is not taken: it would believe whoever connects directly.',
    parse: proxies,
  }),
  corsOrigins: setting({
    name: 'CORS_ORIGINS',
    fallback: '',
    allowed: 'origins such as https://console.example behind commas, without a path',
    doc: 'Sites whose pages may read our answers in a browser. None: no CORS header is sent.',
    parse: origins,
  }),
  board: oneOf(
    {
      name: 'BULL_BOARD',
      fallback: 'off',
      doc: 'Whether the gateway serves Bull Board at /queues, which shows keys of the role admin the jobs on the queues, of all tenants: docs/operations/queues.md.',
    },
    ['off', 'on'],
  ),
};

export function filePath(text: string): string | undefined {
  return text.includes('\0') ? undefined : resolve(text);
}

function proxies(text: string): readonly string[] | undefined {
  if (text === 'off') return [];
  const names = text.split(',').map((name) => name.trim());
  return names.every((name) => RANGES.has(name) || isNetwork(name)) ? names : undefined;
}

/** An address, or one with the length of a prefix. A prefix of 0 would be everybody. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return false;
  return bits === undefined || (Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128));
}

function origins(text: string): readonly string[] | undefined {
  const all = text === '' ? [] : text.split(',').map((origin) => origin.trim());
  return all.every(isOrigin) ? all : undefined;
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
