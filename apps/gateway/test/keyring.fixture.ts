import { KeyLedger, KEYS_CHANNEL, ROLES, type KeyWish, type Role } from '@sluice/access';
import { newId } from '@sluice/contracts';
import { reachRedis } from '@sluice/platform';
import { plant, until, type TestSystem } from '@sluice/testing';

/** Keys that must let nobody in, and none at all. */
export const OUTSIDERS = ['nobody', 'unknown', 'revoked', 'expired', 'malformed', 'wrong secret'] as const;
export type Outsider = (typeof OUTSIDERS)[number];

type Headers = Readonly<Record<string, string>>;

/** Makes keys in the store of a system, as the command line does, and speaks to its gateway with them. */
export class Keyring {
  private readonly ledger: KeyLedger;
  private readonly roles = new Map<string, string>();
  private readonly outsiders = new Map<Outsider, string>();

  private constructor(private readonly system: TestSystem) {
    this.ledger = new KeyLedger(system.store);
  }

  /** A key of every role for each tenant, those of outsiders, and a gateway that knows them. */
  static async make(system: TestSystem, tenants: readonly string[]): Promise<Keyring> {
    const ring = new Keyring(system);
    for (const tenant of tenants) {
      for (const role of ROLES) ring.roles.set(`${tenant}/${role}`, await ring.key({ role, tenant }));
    }
    const [tenant = ''] = tenants;
    const [id = '', secret = ''] = ring.of(tenant, 'admin').split('.');
    const revoked = await ring.key({ role: 'admin', tenant });
    await ring.ledger.revoke(revoked.split('.', 1)[0] ?? '');
    ring.outsiders.set('revoked', revoked);
    ring.outsiders.set('expired', await ring.key({ role: 'admin', tenant, expiresAt: Date.now() - 1 }));
    ring.outsiders.set('unknown', `${newId()}.${secret}`);
    ring.outsiders.set('malformed', `${id}.${secret}A`);
    ring.outsiders.set('wrong secret', `${id}.${revoked.split('.')[1] ?? ''}`);
    await ring.known(await ring.key({ role: 'ops', tenant }));
    return ring;
  }

  /** `<id>.<secret>` of the key of a role. */
  of(tenant: string, role: Role): string {
    const key = this.roles.get(`${tenant}/${role}`);
    if (key === undefined) throw new Error(`there is no key of ${tenant} for ${role}`);
    return key;
  }

  headers(tenant: string, role: Role): Headers {
    return { 'x-api-key': this.of(tenant, role) };
  }

  outsider(who: Outsider): Headers {
    const key = this.outsiders.get(who);
    return key === undefined ? {} : { authorization: `Bearer ${key}` };
  }

  /** Every secret that a log must not hold. */
  secrets(): string[] {
    return [...this.roles.values(), ...this.outsiders.values()].map((key) => key.split('.')[1] ?? '');
  }

  private async key(wish: Pick<KeyWish, 'role' | 'tenant'> & Partial<KeyWish>): Promise<string> {
    const { credential } = await this.ledger.create({ name: 'of a test', expiresAt: null, ...wish });
    plant('secret of a key', credential.split('.')[1]);
    return credential;
  }

  /** Records are taken in together, so who knows the last key knows all. */
  private async known(opsKey: string): Promise<void> {
    await reachRedis(this.system.redis.url, { timeoutMs: 5_000 }, (redis) => redis.publish(KEYS_CHANNEL, ''));
    await until('the gateway knows the keys', async () => {
      const { status } = await fetch(`${this.system.url}/metrics`, { headers: { 'x-api-key': opsKey } });
      const locked = (await fetch(`${this.system.url}/metrics`)).status === 401;
      return status === 200 && locked ? true : undefined;
    });
  }
}
