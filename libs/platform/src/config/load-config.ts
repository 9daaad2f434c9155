import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config, LimitConfig } from './config';
import { ConfigError } from './config-error';
import { cpuCores } from './cpu-cores';
import { jwtOf, jwtProblems } from './jwt-settings';
import { OFF, type Rate } from './limit-settings';
import type { Setting } from './setting';
import { secretIn } from './secret-file';
import { SETTINGS } from './settings';

/** Variables by name; undefined and '' both mean unset, because compose files pass empty ones. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of this process. Paths become absolute against the working directory.
 * @throws ConfigError with every wrong setting at once.
 */
export function loadConfig(env: Environment = process.env, cores = cpuCores()): Config {
  const problems: string[] = [];
  const read = <T>(setting: Setting<T>): T | null => {
    const text = env[setting.name] || secretIn(setting, env, problems) || setting.fallback;
    if (text === null) return null;
    const value = setting.parse(text);
    if (value === undefined) problems.push(wrong(setting, text));
    return value ?? null;
  };
  const values = readAll(read);
  if ((values.tlsCertFile === null) !== (values.tlsKeyFile === null))
    problems.push('TLS_CERT_FILE and TLS_KEY_FILE are only allowed together.');
  problems.push(...jwtProblems(values));
  if (problems.length > 0) throw new ConfigError(problems);
  return shaped(values, cores);
}

type Settings = typeof SETTINGS;
type Values = { readonly [K in keyof Settings]: Exclude<ReturnType<Settings[K]['parse']>, undefined> | null };

function readAll(read: <T>(setting: Setting<T>) => T | null): Values {
  const entries = Object.entries(SETTINGS).map(([key, setting]) => [key, read<unknown>(setting)]);
  // The entries are those of SETTINGS, each parsed by its own parser: Object.fromEntries forgets both.
  return Object.fromEntries(entries) as Values;
}

/** Only called without problems, so a value is null only where its setting has no fallback text. */
function shaped(values: Values, cores: number): Config {
  const { host, port, maxUploadBytes, dataDir, modelsDir, modelVersions, logLevel, maxRows, retentionDays } = values;
  const processes = present(values.gatewayProcesses);
  const workers = values.workers ?? Math.max(1, cores - processes);
  const spare = Math.max(1, cores - processes - workers);
  const ofGateway = processes === 1 ? spare : threadsOfEach(processes, cores);
  const folder = present(dataDir);
  return Object.freeze({
    http: Object.freeze({
      ...{ host: present(host), port: present(port), maxUploadBytes: present(maxUploadBytes) },
      ...{ tls: tlsOf(values), trustProxy: present(values.trustProxy), corsOrigins: present(values.corsOrigins) },
      board: values.board === 'on',
    }),
    jwt: jwtOf(values),
    requestSigning: present(values.requestSigning),
    limits: limitsOf(values),
    gateway: Object.freeze({ processes, inferenceThreads: values.inferenceThreads ?? ofGateway }),
    redisUrl: values.redisUrl,
    adminKeyFile: values.adminKeyFile,
    dataDir: folder,
    blobUrl: values.blobUrl ?? pathToFileURL(join(folder, 'store')).href,
    batchSources: present(values.batchSources),
    s3: s3Of(values),
    modelsDir: present(modelsDir),
    modelPublicKeyFile: values.modelPublicKeyFile,
    modelVersions: present(modelVersions),
    workers,
    workerQueues: present(values.workerQueues),
    inferenceThreads: values.inferenceThreads ?? spare,
    logLevel: present(logLevel),
    logSampleRate: present(values.logSampleRate),
    maxRows: present(maxRows),
    retentionDays: present(retentionDays),
    scoreCacheRows: present(values.scoreCacheRows),
    sessionEvents: values.sessionEvents === 'on',
    sessionQuietS: present(values.sessionQuietS),
    sessionStage2Models: present(values.sessionStage2Models),
    sessionTtlS: present(values.sessionTtlS),
    sessionTimeoutMs: present(values.sessionTimeoutMs),
    shutdownTimeoutMs: present(values.shutdownTimeoutS) * 1000,
    webhooks: Object.freeze({
      secrets: values.webhookSecretsFile ?? values.webhookSecrets ?? [],
      sessionUrl: values.webhookSessionUrl,
      allowedHosts: present(values.webhookAllowedHosts),
    }),
  });
}

function tlsOf({ tlsCertFile: certFile, tlsKeyFile: keyFile }: Values): Config['http']['tls'] {
  return certFile === null || keyFile === null ? null : Object.freeze({ certFile, keyFile });
}

function s3Of({ s3Endpoint: endpoint, s3Region: region, s3ForcePathStyle, s3CacheBytes }: Values): Config['s3'] {
  const forcePathStyle = (s3ForcePathStyle ?? (endpoint === null ? '0' : '1')) === '1';
  return Object.freeze({ endpoint, region, forcePathStyle, cacheBytes: present(s3CacheBytes) });
}

function limitsOf(values: Values): LimitConfig {
  const { limitPredict, limitBatch, limitAdmin, limitLogin, limitAddress, blockAfter } = values;
  const on = (rate: Rate | typeof OFF | null): Rate | null => (rate === OFF ? null : rate);
  return Object.freeze({
    ...{ predict: on(limitPredict), batch: on(limitBatch), admin: on(limitAdmin), login: on(limitLogin) },
    ...{ address: on(limitAddress), blockAfter: on(blockAfter), blockMs: present(values.blockS) * 1_000 },
    rowsPerDay: values.quotaRowsPerDay || null,
    runningBatches: values.quotaRunningBatches || null,
    timeoutMs: present(values.limitTimeoutMs),
  });
}

/** Who runs several gateway processes wants the cores for them: the workers of `npm start` are not counted. */
function threadsOfEach(processes: number, cores: number): number {
  return Math.max(1, Math.floor((cores - processes) / processes));
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a setting has neither a value nor a fallback');
  return value;
}

function wrong(setting: Setting<unknown>, text: string): string {
  const shown = setting.secret ? masked(text) : text.slice(0, 200);
  return `${setting.name}=${JSON.stringify(shown)} is not allowed; allowed: ${setting.allowed}.`;
}

/** The scheme and the host stay visible: enough to see which of several addresses it is. */
function masked(text: string): string {
  if (!URL.canParse(text)) return '***';
  const url = new URL(text);
  return `${url.protocol}//${url.username || url.password ? '***@' : ''}${url.host}/…`;
}
