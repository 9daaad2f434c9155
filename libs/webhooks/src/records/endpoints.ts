import { isId, SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import { endpointIdOf, numbered, webhookKeys } from './webhook-keys';

/** What was decided of an endpoint last. */
export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly state: 'enabled' | 'disabled';
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * URLs that have said 410, by tenant: `webhooks/<tenant>/endpoints/<id>/<n>`, each created if absent and never changed; the last one counts. One that never said
 * so has no record.
 */
export class Endpoints {
  constructor(
    private readonly store: ObjectStore,
    private readonly now: () => number = Date.now,
  ) {}

  async isDisabled(tenant: string, url: string): Promise<boolean> {
    return (await this.last(tenant, endpointIdOf(url)))?.endpoint.state === 'disabled';
  }

  /** Idempotent. */
  async disable(tenant: string, url: string): Promise<void> {
    const id = endpointIdOf(url);
    const last = await this.last(tenant, id);
    if (last?.endpoint.state === 'disabled') return;
    await this.decide(tenant, (last?.number ?? 0) + 1, { id, url, state: 'disabled', at: this.now() });
  }

  /** Idempotent. @throws SluiceError ENDPOINT_NOT_FOUND */
  async enable(tenant: string, id: string): Promise<Endpoint> {
    // Nothing that is no id of ours reaches the store.
    const last = isId(id) ? await this.last(tenant, id) : null;
    if (last === null) {
      throw new SluiceError(
        'ENDPOINT_NOT_FOUND',
        'No endpoint with this id was ever disabled. GET /v1/webhooks/endpoints lists those that were.',
      );
    }
    if (last.endpoint.state === 'enabled') return last.endpoint;
    const endpoint: Endpoint = { id, url: last.endpoint.url, state: 'enabled', at: this.now() };
    await this.decide(tenant, last.number + 1, endpoint);
    return endpoint;
  }

  /** All that were ever disabled. */
  async list(tenant: string): Promise<Endpoint[]> {
    const ids = await this.store.list(webhookKeys.endpoints(tenant));
    const found = await Promise.all(ids.map((id) => this.last(tenant, id)));
    return found.flatMap((last) => (last === null ? [] : [last.endpoint]));
  }

  private async last(
    tenant: string,
    id: string,
  ): Promise<{ readonly number: number; readonly endpoint: Endpoint } | null> {
    const folder = webhookKeys.endpoint(tenant, id);
    const name = (await this.store.list(folder)).at(-1);
    const bytes = name === undefined ? null : await this.store.get(`${folder}/${name}`);
    // Our own record, written whole or not at all.
    return bytes === null ? null : { number: Number(name), endpoint: JSON.parse(bytes.toString()) as Endpoint };
  }

  private async decide(tenant: string, number: number, endpoint: Endpoint): Promise<void> {
    const key = `${webhookKeys.endpoint(tenant, endpoint.id)}/${numbered(number)}`;
    await this.store.putIfAbsent(key, JSON.stringify(endpoint));
  }
}
