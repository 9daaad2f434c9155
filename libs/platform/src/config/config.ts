import type { S3Settings } from '@sluice/storage';
import type { JwtConfig } from './jwt-settings';
import type { Rate } from './limit-settings';

export const JOB_QUEUES = ['plan', 'score', 'finish', 'session', 'webhooks'] as const;
export type JobQueue = (typeof JOB_QUEUES)[number];

export const SIGNING = ['off', 'optional', 'required'] as const;
export type Signing = (typeof SIGNING)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Who is told of what has ended, and how. */
export interface WebhookConfig {
  /** Keys of signatures, at most 2: a new one beside the old one while receivers change over. None: there are no webhooks. */
  readonly secrets: readonly Uint8Array[];
  /** Gets the verdicts of stage 2; null: nobody. */
  readonly sessionUrl: string | null;
  /** `host` or `host:port`, as URLs write them, to which webhooks may go whatever their address, by plain http too. */
  readonly allowedHosts: ReadonlySet<string>;
}

/** Of one key unless said otherwise; null: none. */
export interface LimitConfig {
  readonly predict: Rate | null;
  readonly batch: Rate | null;
  readonly admin: Rate | null;
  /** Refused credentials of one address under one key id. */
  readonly login: Rate | null;
  /** Of one address. */
  readonly address: Rate | null;
  /** Refused requests of one address after which it is blocked for blockMs. */
  readonly blockAfter: Rate | null;
  readonly blockMs: number;
  readonly rowsPerDay: number | null;
  readonly runningBatches: number | null;
  /** How long a request waits for Redis to count it. Milliseconds. */
  readonly timeoutMs: number;
}

/** The whole configuration of a process: parsed once from the environment, immutable, passed on by value. */
export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly maxUploadBytes: number;
    /** Absolute paths of PEM files; null: plain HTTP. */
    readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
    /** Addresses, networks and names of networks whose X-Forwarded-For is believed. */
    readonly trustProxy: readonly string[];
    /** Origins whose pages may read answers. */
    readonly corsOrigins: readonly string[];
    /** Whether Bull Board is served. */
    readonly board: boolean;
  };
  /** null: no tokens are taken, only keys. */
  readonly jwt: JwtConfig | null;
  /** Whether requests to predict and the intake of batches may or must be signed. */
  readonly requestSigning: Signing;
  readonly limits: LimitConfig;
  readonly gateway: {
    /** At least 1; more share one port. */
    readonly processes: number;
    /** Of one gateway process, at least 1. */
    readonly inferenceThreads: number;
  };
  /** null: the supervisor starts a private Redis and hands its address to the processes as REDIS_URL. */
  readonly redisUrl: string | null;
  /** Absolute path of the file with the first key; null: none. */
  readonly adminKeyFile: string | null;
  /** Absolute path. */
  readonly dataDir: string;
  /** `file:///…`, a folder that lies under dataDir unless BLOB_URL is set, or `s3://bucket/prefix`. */
  readonly blobUrl: string;
  /** `s3://bucket/prefix/` addresses that batches may be read from; `{tenant}` in them is that of the caller. */
  readonly batchSources: readonly string[];
  /** Of a store on S3, and of sources. */
  readonly s3: S3Settings;
  /** Absolute path of the folder that holds `<name>/<version>/manifest.json`. */
  readonly modelsDir: string;
  /** Absolute path of the public key that every model must be signed by; null: none must be. */
  readonly modelPublicKeyFile: string | null;
  /** Pinned versions by model name. */
  readonly modelVersions: ReadonlyMap<string, string>;
  /** Worker processes that the supervisor runs, at least 1. */
  readonly workers: number;
  /** Queues that a worker process serves, at least one. */
  readonly workerQueues: ReadonlySet<JobQueue>;
  /** Inference threads of one worker process, at least 1. */
  readonly inferenceThreads: number;
  readonly logLevel: LogLevel;
  /** Share of the successful requests that is logged, 0 to 1. */
  readonly logSampleRate: number;
  readonly maxRows: number;
  readonly retentionDays: number;
  /** Rows whose scores a gateway process remembers; 0: none. */
  readonly scoreCacheRows: number;
  /** Whether the rows of calls with a session are kept for stage 2. */
  readonly sessionEvents: boolean;
  /** Seconds without a call after which stage 2 judges a live session. */
  readonly sessionQuietS: number;
  /** Model by which stage 2 scores the rows of a model again, by the name of that. */
  readonly sessionStage2Models: ReadonlyMap<string, string>;
  /** Seconds after its last call until a live session is forgotten. */
  readonly sessionTtlS: number;
  /** Milliseconds that predict waits for its live session. */
  readonly sessionTimeoutMs: number;
  readonly shutdownTimeoutMs: number;
  readonly webhooks: WebhookConfig;
}
