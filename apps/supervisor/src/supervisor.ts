import {
  environmentWith,
  KeptApp,
  whenAborted,
  type BackoffOptions,
  type Config,
  type Environment,
  type LaunchedApp,
  type ProcessMark,
} from '@sluice/platform';
import type { Journal } from './journal';
import { launchApp, type AppSpec } from './launch-app';
import { RedisService } from './redis-service';
import { RunClaim } from './run-claim';
import type { StopSignals } from './stop-signals';

/** An app ends itself within SHUTDOWN_TIMEOUT_S; a little later it is taken to hang. */
const GRACE_MS = 2_000;

export interface SupervisorOptions {
  readonly config: Config;
  /** Arguments of node that run an app. */
  readonly commands: { readonly gateway: readonly string[]; readonly worker: readonly string[] };
  readonly backoff: BackoffOptions;
  readonly journal: Journal;
  /** Takes a line for people about what is being done. */
  readonly say: (line: string) => void;
  /** Where the output of an app goes, by its name. */
  readonly outputOf: (name: string) => AppSpec['output'];
  /** Called once, when everything is ready. */
  readonly onReady: (address: string, open: boolean) => void;
}

interface Apps {
  readonly gateway: KeptApp;
  readonly workers: readonly KeptApp[];
  readonly all: readonly KeptApp[];
}

/** Runs one Redis, one gateway and the workers on this machine, and stops them in the order gateway, workers, Redis. */
export class Supervisor {
  private readonly graceMs: number;
  /** With PORT=0: the port that the gateway got first, which it keeps when it is started again. */
  private gatewayPort: string | undefined;

  constructor(private readonly options: SupervisorOptions) {
    this.graceMs = options.config.shutdownTimeoutMs + GRACE_MS;
  }

  /**
   * Resolves when everything has drained after `stop`.
   * @throws StartError when the system cannot start; nothing is left running then.
   */
  async run(signals: StopSignals): Promise<void> {
    const { config, say } = this.options;
    const claim = await RunClaim.take(config.dataDir, this.graceMs);
    try {
      const redis = await RedisService.open(config, say);
      try {
        await this.runApps(redis, claim, signals);
      } finally {
        await redis.stop();
      }
    } finally {
      claim.release();
    }
  }

  private async runApps(redis: RedisService, claim: RunClaim, { stop, kill }: StopSignals): Promise<void> {
    const { backoff, journal } = this.options;
    const noteRedis = (): void => {
      claim.update({ redis: redis.process });
    };
    noteRedis();
    const apps = this.apps(redis.url, claim);
    const ending = new AbortController();
    kill.addEventListener('abort', () => {
      for (const app of apps.all) app.kill();
    });
    const redisKept = redis.keep(ending.signal, backoff, journal, noteRedis);
    try {
      if (stop.aborted) return;
      void this.announce(apps, claim);
      await Promise.race([whenAborted(stop), Promise.all(apps.all.map((app) => app.run()))]);
    } finally {
      ending.abort();
      await this.drain(apps);
      await redisKept;
    }
  }

  private async drain({ gateway, workers }: Apps): Promise<void> {
    await gateway.stop(this.graceMs);
    await Promise.all(workers.map((worker) => worker.stop(this.graceMs)));
  }

  private apps(redisUrl: string, claim: RunClaim): Apps {
    const { commands, config } = this.options;
    const marks = new Map<number, ProcessMark>();
    const gateway = this.app('gateway', commands.gateway, redisUrl, (mark) => {
      claim.update({ gateway: mark });
    });
    const workers = Array.from({ length: config.workers }, (_, index) =>
      this.app(`worker-${index + 1}`, commands.worker, redisUrl, (mark) => {
        if (mark === null) marks.delete(index);
        else marks.set(index, mark);
        claim.update({ workers: [...marks.values()] });
      }),
    );
    return { gateway, workers, all: [gateway, ...workers] };
  }

  private app(
    name: string,
    command: readonly string[],
    redisUrl: string,
    onLaunch: (mark: ProcessMark | null) => void,
  ): KeptApp {
    const { backoff, journal, outputOf } = this.options;
    const env = (): Environment => {
      const port = name === 'gateway' ? this.gatewayPort : undefined;
      return environmentWith({ REDIS_URL: redisUrl, ...(port !== undefined && { PORT: port }) });
    };
    const spec = { command, env, output: outputOf(name) };
    const launch = (): LaunchedApp => {
      const launched = launchApp(spec);
      onLaunch(launched.mark);
      return launched;
    };
    return new KeptApp({ name, launch, backoff, journal });
  }

  private async announce({ gateway, all }: Apps, claim: RunClaim): Promise<void> {
    const { http } = this.options.config;
    const { address = `http://${http.host}:${http.port}`, open = false } = await gateway.ready;
    this.gatewayPort = new URL(address).port;
    await Promise.all(all.map((app) => app.ready));
    claim.update({ address });
    this.options.onReady(address, open);
  }
}
