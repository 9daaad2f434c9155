import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { isRefusedAddress } from './refused-address';

/** What an independent library takes for the public internet; of the rest, what it does not know is refused by us alone. */
const isUnicast = (address: string): boolean => ipaddr.parse(address).range() === 'unicast';

const v6Of = (bytes: Uint8Array): string => ipaddr.fromByteArray([...bytes]).toString();
const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
/** First two bytes that special ranges begin with, more often than chance has them. */
const special16 = fc
  .tuple(
    fc.constantFrom('2001:', '2001:db8:', '2002:', '3fff:', 'fc00:', 'fe80:', 'ff02:', '64:ff9b:', '2606:4700:'),
    fc.nat(0xffff),
  )
  .map(([head, tail]) => `${head}:${tail.toString(16)}`);

describe('refused addresses', () => {
  it.each([
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
    ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1']],
    ['link-local', ['169.254.0.1', 'fe80::1']],
    ['shared', ['100.64.0.1', '100.127.255.255']],
    ['of clouds', ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192']],
    ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1']],
    ['reserved', ['240.0.0.1', '255.255.255.255', '198.18.0.1', '192.88.99.1', '4000::1', '100::1']],
    ['documentation', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1']],
    ['mapped', ['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1']],
    ['translated', ['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:10::1']],
  ])('are those that are %s', (_, addresses) => {
    expect(addresses.filter((address) => !isRefusedAddress(address))).toEqual([]);
  });

  it.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.1', '172.15.255.255', '172.32.0.1', '169.253.1.1'])(
    'are not %s',
    (address) => {
      expect(isRefusedAddress(address)).toBe(false);
    },
  );

  it.each(['2606:4700:4700::1111', '2001:4860:4860::8888', '2a00:1450:4001:80b::200e', '2001:200::1'])(
    'are not %s',
    (address) => {
      expect(isRefusedAddress(address)).toBe(false);
    },
  );

  it('are all IPv4 addresses that an independent library does not take for public', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        if (!isUnicast(address)) expect(isRefusedAddress(address)).toBe(true);
        else expect(isRefusedAddress(address)).toBe(address === '168.63.129.16' || isKnownToUsAlone(address));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are all IPv6 addresses that an independent library does not take for public', () => {
    fc.assert(
      fc.property(fc.oneof(bytes16.map(v6Of), special16), (address) => {
        if (!isUnicast(address)) expect(isRefusedAddress(address)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are all that carry an IPv4 address in IPv6, whatever that is', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        for (const prefix of ['::ffff:', '::', '64:ff9b::', '::ffff:0:'])
          expect(isRefusedAddress(prefix + address)).toBe(true);
      }),
    );
  });
});

/** Ranges that the library leaves out: 192.0.0.0/24 has addresses that it takes for public, as have benchmarks and 6to4 relays. */
function isKnownToUsAlone(address: string): boolean {
  return /^(192\.0\.0\.|198\.1[89]\.|192\.88\.99\.)/.test(address);
}
