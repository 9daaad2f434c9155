import { BlockList, isIPv4 } from 'node:net';

/**
 * Not of the public internet by the IANA IPv4 special-purpose registry (RFC 6890): this host, private (RFC 1918), shared (CGNAT, RFC 6598), loopback,
 * link-local with the metadata service of clouds, protocol assignments, documentation, 6to4 relays, benchmarks, multicast and reserved.
 */
const REFUSED_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // The host agent of Azure, which answers every machine there from a public address.
  ['168.63.129.16', 32],
];

/** Global unicast; everything else is loopback, mapped or translated IPv4, unique local, link-local, multicast, or nobody's yet. */
const PUBLIC_IPV6 = ['2000::', 3] as const;
/** Within it: protocol assignments with Teredo and ORCHID, documentation, 6to4, which carries an IPv4 address, and documentation again. */
const REFUSED_IPV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [net, prefix] of REFUSED_IPV4) refused.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of REFUSED_IPV6) refused.addSubnet(net, prefix, 'ipv6');
const publicIpv6 = new BlockList();
publicIpv6.addSubnet(...PUBLIC_IPV6, 'ipv6');

/** Whether a webhook must not be sent to an IP address, because it is not one of the public internet. @param address without brackets and zone */
export function isRefusedAddress(address: string): boolean {
  if (isIPv4(address)) return refused.check(address, 'ipv4');
  return !publicIpv6.check(address, 'ipv6') || refused.check(address, 'ipv6');
}
