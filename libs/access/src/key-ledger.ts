import { newId, SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import { digestOf, formatCredential, newSecret, type Credential } from './credential';
import { parseKeyRecord, stateOf, type KeyRecord, type KnownKey } from './key-record';
import type { Role } from './role';

const ROOT = 'keys';
const NAME = /^([0-9A-Z]{26})\.(?:key|(ends|ended)\.(\d{1,15}))$/;
/** Of a key that is refused wherever its record is seen: clocks of machines differ. */
const EVER = 0;

export interface KeyWish {
  readonly name: string;
  readonly role: Role;
  readonly tenant: string;
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null;
}

/** A key that was just made: the only time that anybody sees its credential. */
export interface IssuedKey {
  readonly record: KeyRecord;
  /** `<id>.<secret>` */
  readonly credential: string;
}

/** What one object of the ledger says. */
export type KeyFact =
  | { readonly kind: 'key'; readonly record: KeyRecord | null }
  | {
      readonly kind: 'end';
      readonly id: string;
      /** From when on the key is refused, whatever a clock says with 0. */
      readonly atMs: number;
      /** When it was revoked, or will be, by the clock of whoever did. */
      readonly saidMs: number;
    };

/**
 * Keys in the object store: `keys/<id>.key` is a key, `keys/<id>.ends.<epoch ms>` refuses it from then on, and `keys/<id>.ended.<epoch ms>` at once. Each
 * is created if absent and never changed, so one list tells what is new. Every method throws what the store does.
 */
export class KeyLedger {
  constructor(
    private readonly store: ObjectStore,
    private readonly now: () => number = Date.now,
  ) {}

  /** Names of all facts. */
  names(): Promise<string[]> {
    return this.store.list(ROOT);
  }

  /** null for what is none of ours. */
  async read(name: string): Promise<KeyFact | null> {
    const [, id, how, at] = NAME.exec(name) ?? [];
    if (id === undefined) return null;
    if (how !== undefined) return { kind: 'end', id, atMs: how === 'ended' ? EVER : Number(at), saidMs: Number(at) };
    const bytes = await this.store.get(`${ROOT}/${name}`);
    return { kind: 'key', record: bytes === null ? null : parseKeyRecord(bytes) };
  }

  create(wish: KeyWish): Promise<IssuedKey> {
    return this.issue(wish, null);
  }

  /** Makes a key of a credential that somebody else chose. False when its id is taken. */
  async plant({ id, secret }: Credential, wish: KeyWish): Promise<boolean> {
    return this.write(this.recordOf(id, secret, wish, null));
  }

  /** Oldest first. */
  async list(): Promise<KnownKey[]> {
    const facts = await Promise.all((await this.names()).map((name) => this.read(name)));
    const ends = facts.filter((fact) => fact?.kind === 'end');
    return facts
      .map((fact) => (fact?.kind === 'key' ? fact.record : null))
      .filter((record) => record !== null)
      .map((record) =>
        withEnds(
          record,
          ends.filter(({ id }) => id === record.id),
        ),
      );
  }

  /**
   * A new key for the same role, tenant, name and time of life; the old one is refused after the overlap.
   * @throws SluiceError KEY_NOT_FOUND; KEY_CONFLICT of a key that has ended
   */
  async rotate(id: string, overlapMs: number): Promise<IssuedKey> {
    const key = await this.find(id);
    const now = this.now();
    const state = stateOf(key, now);
    if (state !== 'active') {
      throw new SluiceError('KEY_CONFLICT', `The key is ${state}: there is nothing to replace. Create a new one.`);
    }
    const { name, role, tenant, created_at, expires_at } = key;
    const expiresAt = expires_at === null ? null : now + (expires_at - created_at);
    const issued = await this.issue({ name, role, tenant, expiresAt }, id);
    if (overlapMs === 0) await this.endNow(id);
    else await this.store.putIfAbsent(`${ROOT}/${id}.ends.${now + overlapMs}`, '');
    return issued;
  }

  /** Idempotent. @throws SluiceError KEY_NOT_FOUND */
  async revoke(id: string): Promise<void> {
    if (!(await this.find(id)).ended) await this.endNow(id);
  }

  private async find(id: string): Promise<KnownKey> {
    const key = (await this.list()).find((known) => known.id === id);
    if (key !== undefined) return key;
    throw new SluiceError('KEY_NOT_FOUND', 'There is no key with this id. The list of keys has those there are.');
  }

  private async issue(wish: KeyWish, replaces: string | null): Promise<IssuedKey> {
    const [id, secret] = [newId(), newSecret()];
    const record = this.recordOf(id, secret, wish, replaces);
    await this.write(record);
    return { record, credential: formatCredential({ id, secret }) };
  }

  private recordOf(
    id: string,
    secret: string,
    { name, role, tenant, expiresAt }: KeyWish,
    replaces: string | null,
  ): KeyRecord {
    const digest = digestOf(secret).toString('hex');
    return { id, name, role, tenant, digest, created_at: this.now(), expires_at: expiresAt, replaces };
  }

  private write(record: KeyRecord): Promise<boolean> {
    return this.store.putIfAbsent(`${ROOT}/${record.id}.key`, JSON.stringify(record));
  }

  private async endNow(id: string): Promise<void> {
    await this.store.putIfAbsent(`${ROOT}/${id}.ended.${this.now()}`, '');
  }
}

type KeyEnd = Extract<KeyFact, { kind: 'end' }>;

function withEnds(record: KeyRecord, ends: readonly KeyEnd[]): KnownKey {
  const revoked_at = ends.length === 0 ? null : Math.min(...ends.map(({ saidMs }) => saidMs));
  return { ...record, revoked_at, ended: ends.some(({ atMs }) => atMs === EVER) };
}
