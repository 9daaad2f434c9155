import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { isRefusedAddress } from './refused-address';
import { RefusedTarget } from './refused-target';
import { resolveByDns, resolveBySystem, type ResolveHost } from './resolve-host';

const RESOLVE_WITHIN_MS = 3_000;

/** How names are resolved: those of anybody, and those of hosts that are allowed. */
export interface Resolvers {
  readonly anybody: ResolveHost;
  readonly allowed: ResolveHost;
}

/** Where webhooks may go: https to addresses of the public internet, and whatever the operator allows besides. */
export class WebhookTargets {
  /** @param allowedHosts `host` or `host:port` in the form of URLs: plain http and every address are taken there */
  constructor(
    private readonly allowedHosts: ReadonlySet<string>,
    private readonly resolvers: Resolvers = { anybody: resolveByDns, allowed: resolveBySystem },
  ) {}

  /** The URL of a text, checked as far as DNS may tell now. @throws RefusedTarget */
  async check(text: string): Promise<URL> {
    const url = this.parse(text);
    await this.addressesOf(url, AbortSignal.timeout(RESOLVE_WITHIN_MS));
    return url;
  }

  /** The URL of a text, without its fragment. @throws RefusedTarget */
  parse(text: string): URL {
    if (!URL.canParse(text)) throw new RefusedTarget('INVALID_URL');
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') throw new RefusedTarget('CREDENTIALS');
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && this.isAllowed(url)))
      throw new RefusedTarget('NOT_HTTPS');
    url.hash = '';
    return url;
  }

  /**
   * All addresses of its host, at least one. Whoever connects must use these and not resolve again: a name may lead elsewhere a moment later.
   * @throws RefusedTarget also when only one of several is refused, and when DNS has not answered before the signal aborts
   */
  async addressesOf(url: URL, signal: AbortSignal): Promise<readonly LookupAddress[]> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isAllowed = this.isAllowed(url);
    const family = isIP(host);
    const resolve = isAllowed ? this.resolvers.allowed : this.resolvers.anybody;
    const addresses = family === 0 ? await unlessAborted(resolve(host), signal) : [{ address: host, family }];
    if (addresses.length === 0) throw new RefusedTarget('UNRESOLVED');
    if (!isAllowed && addresses.some(({ address }) => isRefusedAddress(address)))
      throw new RefusedTarget('ADDRESS_REFUSED');
    return addresses;
  }

  private isAllowed({ protocol, hostname, port }: URL): boolean {
    const effective = port || (protocol === 'https:' ? '443' : '80');
    return this.allowedHosts.has(hostname) || this.allowedHosts.has(`${hostname}:${effective}`);
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new RefusedTarget('UNRESOLVED'));
    });
  });
  return Promise.race([work, aborted]);
}
