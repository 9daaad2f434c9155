import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchKeys } from '@sluice/batches';
import { LOCAL_TENANT } from '@sluice/contracts';
import { reachRedis } from '@sluice/platform';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { AppProcess, type AppName } from './app-process.fixture';
import { BatchClient } from './batch-client';
import { copyModels, type ModelsCopy } from './models-copy.fixture';
import { isWatched } from './run-logs';
import { startRedis, type TestRedis } from './redis.fixture';
import { TcpProxy } from './tcp-proxy.fixture';
import { until } from './until';
import { visitWithSecrets } from './visit-with-secrets';

export interface SystemOptions {
  /** Worker processes, 1 by default. */
  readonly workers?: number;
  /** Rows of a chunk, 256 by default: small files have many chunks then. */
  readonly chunkRows?: number;
  /** Further settings of every process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The store that `env` names; a folder of its own by default. */
  readonly store?: ObjectStore;
  /** Whether every process reaches Redis through `TestSystem.proxy`, which can cut it off. */
  readonly proxied?: boolean;
  /** Paths of scripts that run before every process, to break it on purpose. */
  readonly preloads?: Readonly<Partial<Record<AppName, string>>>;
}

/** The built system on a Redis and a data folder of its own: what a user runs, as child processes of a test. */
export class TestSystem extends BatchClient {
  private readonly workers: AppProcess[] = [];
  private currentGateway: AppProcess | undefined;

  private constructor(
    /** DATA_DIR. */
    readonly folder: string,
    readonly redis: TestRedis,
    readonly store: ObjectStore,
    private readonly started: {
      readonly models: ModelsCopy;
      readonly env: Readonly<Record<string, string>>;
      readonly preloads: NonNullable<SystemOptions['preloads']>;
      readonly proxy: TcpProxy | null;
    },
  ) {
    super();
  }

  static async start({ workers = 1, chunkRows = 256, ...given }: SystemOptions = {}): Promise<TestSystem> {
    const { env = {}, preloads = {}, proxied = false } = given;
    const folder = await mkdtemp(join(tmpdir(), 'sluice-system-'));
    const [redis, models] = await Promise.all([startRedis(), copyModels(chunkRows)]);
    const store = given.store ?? (await openFolder(join(folder, 'store')));
    const proxy = proxied ? await TcpProxy.start({ path: new URL(redis.url).pathname }) : null;
    const redisUrl = proxy === null ? redis.url : `redis://127.0.0.1:${proxy.port}`;
    const variables = { DATA_DIR: folder, MODELS_DIR: models.path, REDIS_URL: redisUrl, PORT: '0', ...env };
    const system = new TestSystem(folder, redis, store, { models, env: variables, preloads, proxy });
    await Promise.all([system.startGateway(), ...Array.from({ length: workers }, () => system.startWorker())]);
    return system;
  }

  override get url(): string {
    return this.gateway.address;
  }

  get gateway(): AppProcess {
    if (this.currentGateway === undefined) throw new Error('there is no gateway');
    return this.currentGateway;
  }

  /** Between every process and Redis. @throws Error without `proxied` */
  get proxy(): TcpProxy {
    if (this.started.proxy === null) throw new Error('the system was not started with a proxy');
    return this.started.proxy;
  }

  async startGateway(): Promise<void> {
    this.currentGateway = await this.launch('gateway');
  }

  /** SIGKILL, then a new one at another port. */
  async killGateway(): Promise<void> {
    await this.gateway.kill();
    await this.startGateway();
  }

  /** SIGTERM, then a new one at another port. Resolves with the exit code of the old one. */
  async restartGateway(): Promise<number | null> {
    const code = await this.gateway.stop();
    await this.startGateway();
    return code;
  }

  /** @param env settings of this one that differ */
  async startWorker(env: SystemOptions['env'] = {}): Promise<AppProcess> {
    const worker = await this.launch('worker', env);
    this.workers.push(worker);
    return worker;
  }

  /** SIGTERM; resolves with the exit codes when all have drained. */
  stopWorkers(): Promise<(number | null)[]> {
    return Promise.all(this.workers.splice(0).map((worker) => worker.stop()));
  }

  /** Workers that were started and neither stopped nor killed by this, the oldest first. */
  get runningWorkers(): number {
    return this.workers.length;
  }

  /** SIGKILL. @param at place of the worker among those that run, the oldest by default */
  async killWorker(at = 0): Promise<void> {
    const [worker] = this.workers.splice(at, 1);
    if (worker === undefined) throw new Error('there is no worker to kill');
    await worker.kill();
  }

  /** Waits until some chunk of the batch is being scored, and kills a worker. False when the batch ended before that. */
  async killWorkerDuring(id: string): Promise<boolean> {
    const known = new Set(await this.claims(id));
    const inFlight = async (): Promise<boolean | undefined> => {
      if ((await this.claims(id)).some((claim) => !known.has(claim))) return true;
      return (await this.hasEnded(id)) ? false : undefined;
    };
    const hit = await until('a chunk in flight', inFlight);
    if (hit) await this.killWorker();
    return hit;
  }

  /** `<chunk>/<attempt>` of every claim on a chunk; of a batch that has ended, what dead attempts left behind. */
  async claims(id: string): Promise<string[]> {
    const claims = new BatchKeys({ tenant: LOCAL_TENANT, id }).claims(1);
    const works = (await this.store.list(claims)).filter((work) => /^[\d.]+$/.test(work));
    const held = works.map(async (work) =>
      (await this.store.list(`${claims}/${work}`)).map((attempt) => `${work}/${attempt}`),
    );
    return (await Promise.all(held)).flat();
  }

  /** Chunks committed so far. */
  async committed(id: string): Promise<number> {
    return (await this.committedChunks(id)).length;
  }

  /** Names of the chunks committed so far, and of the parts of those that were split. */
  committedChunks(id: string): Promise<string[]> {
    return this.store.list(new BatchKeys({ tenant: LOCAL_TENANT, id }).commits(1));
  }

  /** `<chunk>/<attempt>` of every attempt that came to commit a chunk when another had. */
  async conflicts(id: string): Promise<string[]> {
    const conflicts = `${new BatchKeys({ tenant: LOCAL_TENANT, id }).root}/conflicts`;
    const late = (await this.store.list(conflicts)).map(async (chunk) =>
      (await this.store.list(`${conflicts}/${chunk}`)).map((attempt) => `${chunk}/${attempt}`),
    );
    return (await Promise.all(late)).flat();
  }

  /** Waits until at least one chunk is committed and the batch still has others to do. */
  async inMidBatch(id: string): Promise<void> {
    await until('the first commit', async () => ((await this.committed(id)) > 0 ? true : undefined));
    if (await this.hasEnded(id)) throw new Error('the batch ended before anything could happen to it: make it larger');
  }

  /** Waits until Redis holds a job for the batch. */
  async queued(id: string): Promise<void> {
    await reachRedis(this.redis.url, { timeoutMs: 10_000 }, (redis) =>
      until('a job on the queue', async () => ((await redis.keys(`*${id}*`)).length > 0 ? true : undefined)),
    );
  }

  /** Ends every process and removes every file. */
  async stop(): Promise<void> {
    if (isWatched() && this.currentGateway !== undefined) await visitWithSecrets(this.url);
    await Promise.all([this.stopWorkers(), this.currentGateway?.stop()]);
    await this.started.proxy?.stop();
    await this.redis.stop();
    await this.started.models.remove();
    await rm(this.folder, { recursive: true, force: true });
  }

  private launch(name: AppName, env: SystemOptions['env'] = {}): Promise<AppProcess> {
    const preload = this.started.preloads[name];
    return AppProcess.start(name, { ...this.started.env, ...env }, preload === undefined ? [] : [preload]);
  }

  private async hasEnded(id: string): Promise<boolean> {
    return (await this.store.size(new BatchKeys({ tenant: LOCAL_TENANT, id }).outcome(1))) !== null;
  }
}
