import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';

/** Addresses of a host name, none when it has none or DNS does not say. */
export type ResolveHost = (host: string) => Promise<readonly LookupAddress[]>;

/** Of each question to a server of DNS; it is asked twice. */
const ANSWER_WITHIN_MS = 1_000;

/** By DNS alone, with all addresses of both families. Not by the system: that takes a thread which files need too, for as long as the servers of a stranger's domain please. */
export const resolveByDns: ResolveHost = async (host) => {
  const resolver = new Resolver({ timeout: ANSWER_WITHIN_MS, tries: 2 });
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const of = (found: typeof v4, family: number): LookupAddress[] =>
    found.status === 'fulfilled' ? found.value.map((address) => ({ address, family })) : [];
  return [...of(v4, 4), ...of(v6, 6)];
};

/** As every program of the machine does, hosts file and search domains included: for names of one's own network. */
export const resolveBySystem: ResolveHost = (host) => lookup(host, { all: true }).catch(() => []);
