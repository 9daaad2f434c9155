import type { LookupAddress } from 'node:dns';
import fc from 'fast-check';
import { RefusedTarget, type TargetRefusal } from './refused-target';
import { WebhookTargets } from './webhook-targets';

const PUBLIC = { address: '93.184.216.34', family: 4 };
const PRIVATE = { address: '10.1.2.3', family: 4 };

/** Targets in a world where every name has these addresses. */
function targetsAt(addresses: readonly LookupAddress[], allowed: readonly string[] = []): WebhookTargets {
  const resolve = (): Promise<readonly LookupAddress[]> => Promise.resolve(addresses);
  return new WebhookTargets(new Set(allowed), { anybody: resolve, allowed: resolve });
}
async function refusalOf(targets: WebhookTargets, url: string): Promise<TargetRefusal | null> {
  try {
    await targets.check(url);
    return null;
  } catch (error) {
    if (error instanceof RefusedTarget) return error.reason;
    throw error;
  }
}

describe('targets of webhooks', () => {
  it.each<[string, TargetRefusal | null]>([
    ['https://example.com/hook?token=a#part', null],
    ['https://example.com:8443/hook', null],
    ['https://93.184.216.34/', null],
    ['https://[2606:4700:4700::1111]/', null],
    ['http://example.com/hook', 'NOT_HTTPS'],
    ['ftp://example.com/hook', 'NOT_HTTPS'],
    ['file:///etc/passwd', 'NOT_HTTPS'],
    ['https://user@example.com/', 'CREDENTIALS'],
    ['https://user:secret@example.com/', 'CREDENTIALS'],
    ['/hook', 'INVALID_URL'],
    ['', 'INVALID_URL'],
    ['https://', 'INVALID_URL'],
    ['https://127.0.0.1/', 'ADDRESS_REFUSED'],
    ['https://127.1/', 'ADDRESS_REFUSED'],
    ['https://0x7f000001/', 'ADDRESS_REFUSED'],
    ['https://2130706433/', 'ADDRESS_REFUSED'],
    ['https://0177.0.0.1/', 'ADDRESS_REFUSED'],
    ['https://169.254.169.254/latest/meta-data/', 'ADDRESS_REFUSED'],
    ['https://[::1]/', 'ADDRESS_REFUSED'],
    ['https://[::ffff:10.0.0.1]/', 'ADDRESS_REFUSED'],
    ['https://[64:ff9b::a00:1]/', 'ADDRESS_REFUSED'],
  ])('%s: %s', async (url, refusal) => {
    expect(await refusalOf(targetsAt([PUBLIC]), url)).toBe(refusal);
  });

  it('refuse a name without addresses, and one of whose addresses any is refused', async () => {
    expect(await refusalOf(targetsAt([]), 'https://example.com')).toBe('UNRESOLVED');
    expect(await refusalOf(targetsAt([PRIVATE]), 'https://example.com')).toBe('ADDRESS_REFUSED');
    expect(await refusalOf(targetsAt([PUBLIC, PRIVATE]), 'https://example.com')).toBe('ADDRESS_REFUSED');
  });

  it('wait for DNS no longer than they are told', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const targets = new WebhookTargets(new Set(), { anybody: never, allowed: never });
    await expect(targets.addressesOf(new URL('https://example.com'), AbortSignal.timeout(1))).rejects.toThrow(
      RefusedTarget,
    );
  });

  it('take hosts that are allowed at their port, whatever their address, by plain http too', async () => {
    const targets = targetsAt([PRIVATE], ['hooks.internal:8080', '[::1]', 'plain.internal:80']);
    const asked = [
      'http://hooks.internal:8080/',
      'https://hooks.internal:8080/',
      'http://[::1]:9/',
      'http://plain.internal/',
    ];
    for (const url of asked) expect([url, await refusalOf(targets, url)]).toEqual([url, null]);
    expect(await refusalOf(targets, 'http://hooks.internal/')).toBe('NOT_HTTPS');
    expect(await refusalOf(targets, 'https://hooks.internal/')).toBe('ADDRESS_REFUSED');
    expect(await refusalOf(targets, 'https://plain.internal/')).toBe('ADDRESS_REFUSED');
  });

  it('never repeat a URL in what they say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webUrl({ withQueryParameters: true }), async (url) => {
        const error: unknown = await targetsAt([PRIVATE])
          .check(url)
          .catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(RefusedTarget);
        expect(String(error)).not.toContain(new URL(url).hostname);
      }),
    );
  });
});
