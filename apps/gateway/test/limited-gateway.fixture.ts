import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyLedger, type KeyWish, type Role } from '@sluice/access';
import { openFolder } from '@sluice/storage';
import { AppProcess, plant, startRedis, TcpProxy, type TestRedis } from '@sluice/testing';
import { ModelsDir } from '../../../libs/inference/test/models-dir.fixture';

const DAY_MS = 86_400_000;
const CLOCK_AHEAD = join(__dirname, 'preloads/clock-ahead.cjs');

type Variables = Readonly<Record<string, string>>;

/** A call of a client: the key it sends, and the address that a trusted proxy says it has. */
export interface Call {
  readonly key?: string;
  readonly from?: string;
  readonly method?: string;
  readonly body?: object;
}

/**
 * Gateways on one Redis and one store, whose keys they know when they start. Every text is its own score. Redis gets all the time that it needs, and the day
 * of UTC in which rows are counted is half over.
 */
export class LimitedGateways {
  private readonly apps: AppProcess[] = [];

  private constructor(
    readonly redis: TestRedis,
    /** Stands before Redis for those that are started with `cuttable()`. */
    readonly proxy: TcpProxy,
    private readonly folder: string,
    private readonly models: ModelsDir,
    private readonly ledger: KeyLedger,
    private readonly clockAheadMs: number,
  ) {}

  static async make(): Promise<LimitedGateways> {
    const [redis, folder, models] = [
      await startRedis(),
      await mkdtemp(join(tmpdir(), 'sluice-limits-')),
      await ModelsDir.create(),
    ];
    await models.add({ name: 'abuse' });
    const proxy = await TcpProxy.start({ path: new URL(redis.url).pathname });
    const ledger = new KeyLedger(await openFolder(join(folder, 'store')));
    return new LimitedGateways(redis, proxy, folder, models, ledger, DAY_MS / 2 - (Date.now() % DAY_MS));
  }

  /** `<id>.<secret>`; gateways that start later know it. */
  async key(role: Role, wish: Partial<KeyWish> = {}): Promise<string> {
    const issued = await this.ledger.create({ name: 'of a test', role, tenant: 'acme', expiresAt: null, ...wish });
    plant('secret of a key', issued.credential.split('.')[1]);
    return issued.credential;
  }

  /** @returns its address */
  async start(settings: Variables): Promise<string> {
    const env = { PORT: '0', TRUST_PROXY: '127.0.0.1,::1', ...this.env(), ...settings };
    const gateway = await AppProcess.start('gateway', env, [CLOCK_AHEAD]);
    this.apps.push(gateway);
    return gateway.address;
  }

  async startWorker(settings: Variables): Promise<void> {
    this.apps.push(await AppProcess.start('worker', { ...this.env(), ...settings }, [CLOCK_AHEAD]));
  }

  /** Settings of a process that reaches Redis through the proxy, and does not wait for it for long. */
  cuttable(): Variables {
    return { REDIS_URL: `redis://127.0.0.1:${this.proxy.port}`, LIMIT_TIMEOUT_MS: '2000' };
  }

  /** Ends the processes and empties Redis. */
  async reset(): Promise<void> {
    this.proxy.heal();
    await Promise.all(this.apps.splice(0).map((app) => app.stop()));
    await this.redis.flush();
  }

  async stop(): Promise<void> {
    await this.reset();
    await this.proxy.stop();
    await this.redis.stop();
    await this.models.remove();
    await rm(this.folder, { recursive: true });
  }

  private env(): Variables {
    return {
      ...{ DATA_DIR: this.folder, REDIS_URL: this.redis.url, MODELS_DIR: this.models.path },
      ...{ LIMIT_TIMEOUT_MS: '10000', CLOCK_AHEAD_MS: String(this.clockAheadMs) },
    };
  }
}

export function send(url: string, path: string, { key, from, method = 'GET', body }: Call = {}): Promise<Response> {
  const headers = {
    ...(key !== undefined && { 'x-api-key': key }),
    ...(from !== undefined && { 'x-forwarded-for': from }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

export function predict(url: string, call: Call, rows = 1): Promise<Response> {
  const body = { texts: Array.from({ length: rows }, () => '0.5') };
  return send(url, '/v1/predict', { ...call, method: 'POST', body });
}
