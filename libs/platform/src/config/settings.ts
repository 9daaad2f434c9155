import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRedisUrl } from '../redis/redis-address';
import { filePath, NETWORK_SETTINGS } from './network-settings';
import { JOB_QUEUES, LOG_LEVELS, SIGNING, type JobQueue } from './config';
import { JWT_SETTINGS } from './jwt-settings';
import { LIMIT_SETTINGS } from './limit-settings';
import { oneOf, setting, wholeNumber } from './setting';
import { SOURCE_SETTINGS } from './source-settings';
import { WEBHOOK_SETTINGS } from './webhook-settings';

const HOST = /^[A-Za-z0-9.:-]{1,253}$/;
const BUCKET = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*\/?$/;
const STAND_FOR = /^([a-z0-9][a-z0-9-]{0,63})=([a-z0-9][a-z0-9-]{0,63})$/;
const PIN = /^([a-z0-9][a-z0-9-]{0,63})=([A-Za-z0-9][A-Za-z0-9.+-]{0,63})$/;

/** Every variable that Sluice reads, in the order of the documentation. */
export const SETTINGS = {
  host: setting({
    name: 'HOST',
    fallback: '127.0.0.1',
    allowed: 'an IP address or a host name',
    doc: 'Address the gateway listens on. Anything but loopback also needs a key: docs/operations/access.md.',
    parse: (text) => (HOST.test(text) ? text : undefined),
  }),
  port: wholeNumber(
    { name: 'PORT', fallback: '8000', doc: 'Port the gateway listens on. 0: any free one, shown in the banner.' },
    0,
    65_535,
  ),
  ...NETWORK_SETTINGS,
  adminKeyFile: setting({
    name: 'ADMIN_KEY_FILE',
    fallback: null,
    fallbackDoc: 'none',
    allowed: 'the path of a file',
    doc: 'File with a key, `<id>.<secret>`, that the gateway takes in as one of the role admin: a secret of the platform, for containers. Without the file, and without any key, it makes one and writes it there.',
    parse: (text) => (text.includes('\0') ? undefined : resolve(text)),
  }),
  requestSigning: oneOf(
    {
      name: 'REQUEST_SIGNING',
      fallback: 'off',
      doc: 'Whether requests to predict, infer and the intake of batches may (optional) or must (required) be signed by HMAC: docs/operations/access.md.',
    },
    SIGNING,
  ),
  ...JWT_SETTINGS,
  ...LIMIT_SETTINGS,
  gatewayProcesses: wholeNumber(
    {
      name: 'GATEWAY_PROCESSES',
      fallback: '1',
      doc: 'Processes of one gateway. More than 1 share the port under one more that serves nothing, share the bounds of their queues, and add up in /metrics.',
    },
    1,
    256,
  ),
  redisUrl: setting({
    name: 'REDIS_URL',
    fallback: null,
    fallbackDoc: '`npm start` runs a private Redis',
    allowed: 'redis://[user:password@]host[:port][/db], the same with rediss://, or unix:///path/of/socket',
    doc: 'Redis 6.2 or newer, or Valkey, with maxmemory-policy noeviction. `npm run start:gateway` and `start:worker` need it.',
    secret: true,
    parse: (text) => (parseRedisUrl(text) === undefined ? undefined : text),
  }),
  dataDir: setting({
    name: 'DATA_DIR',
    fallback: '.data',
    allowed: 'the path of a folder',
    doc: 'Folder of everything that is kept: the store, the private Redis, logs, run.json.',
    parse: (text) => (text.includes('\0') ? undefined : resolve(text)),
  }),
  blobUrl: setting({
    name: 'BLOB_URL',
    fallback: null,
    fallbackDoc: 'the folder `store` under DATA_DIR',
    allowed: 'file:/// and the absolute path of a folder, or s3://bucket or s3://bucket/prefix',
    doc: 'The object store, the truth of every batch. All processes need the same one. What S3 needs: docs/storage.md.',
    secret: true,
    parse: (text) => (text.startsWith('s3:') ? bucketUrl(text) : folderUrl(text)),
  }),
  s3Endpoint: setting({
    name: 'S3_ENDPOINT',
    fallback: null,
    fallbackDoc: 'AWS, in S3_REGION',
    allowed: 'http:// or https:// and a host, with a port and a path if need be',
    doc: 'Address of the S3 server of BLOB_URL: MinIO, SeaweedFS, Garage, R2 and others. Credentials are those of the AWS SDK: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, files, or the role of the machine.',
    secret: true,
    parse: serverUrl,
  }),
  s3Region: setting({
    name: 'S3_REGION',
    fallback: null,
    fallbackDoc: 'what AWS_REGION or the AWS profile says; with S3_ENDPOINT, us-east-1',
    allowed: 'letters, digits and hyphens',
    doc: 'Region that requests to S3 are signed for.',
    parse: (text) => (/^[A-Za-z0-9-]{1,64}$/.test(text) ? text : undefined),
  }),
  s3ForcePathStyle: oneOf(
    {
      name: 'S3_FORCE_PATH_STYLE',
      fallback: null,
      fallbackDoc: '1 with S3_ENDPOINT, else 0',
      doc: '1: the bucket is named in the path of requests, as most servers need that have no DNS name for each bucket. 0: in the host name.',
    },
    ['0', '1'],
  ),
  s3CacheBytes: wholeNumber(
    {
      name: 'S3_CACHE_BYTES',
      fallback: String(10 * 2 ** 30),
      doc: 'Bytes of objects that a machine keeps copies of under DATA_DIR when the store is S3. What was used in the last 15 minutes stays even beyond.',
    },
    0,
    2 ** 50,
  ),
  modelsDir: setting({
    name: 'MODELS_DIR',
    fallback: 'models',
    allowed: 'the path of a folder',
    doc: 'Folder that holds `<name>/<version>/manifest.json`. Versions that `npm run models:push` has published in the store are served as well.',
    parse: (text) => (text.includes('\0') ? undefined : resolve(text)),
  }),
  modelPublicKeyFile: setting({
    name: 'MODEL_PUBLIC_KEY_FILE',
    fallback: null,
    fallbackDoc: 'none: models need no signature',
    allowed: 'the path of a file',
    doc: 'PEM file with an Ed25519 public key. A model version that is not signed by its private key is not loaded: docs/security.md.',
    parse: filePath,
  }),
  modelVersions: setting({
    name: 'MODEL_VERSION',
    fallback: '',
    allowed: 'name=version, more of them behind commas, each name once',
    doc: 'Pins versions of models, for example `abuse=1.0.0`. A model that is not named serves its newest version.',
    parse: (text) => pairs(text, PIN),
  }),
  workers: wholeNumber(
    {
      name: 'WORKERS',
      fallback: null,
      fallbackDoc: 'one per spare core, at least 1',
      doc: 'Worker processes that `npm start` runs.',
    },
    1,
    1024,
  ),
  workerQueues: setting({
    name: 'WORKER_QUEUES',
    fallback: JOB_QUEUES.join(','),
    allowed: `${JOB_QUEUES.join(', ')}, or some of them behind commas`,
    doc: 'Queues that a worker serves. Somewhere in the system each of them needs a worker: `plan` and `finish` sort whole files, `score` runs models, `session` judges live sessions, `webhooks` tells receivers.',
    parse: queues,
  }),
  inferenceThreads: wholeNumber(
    {
      name: 'INFERENCE_THREADS',
      fallback: null,
      fallbackDoc:
        'cores less the processes of `npm start`, at least 1; each of several gateway processes has its share of the cores that they leave',
      doc: 'Inference threads of one process.',
    },
    1,
    256,
  ),
  logLevel: oneOf({ name: 'LOG_LEVEL', fallback: 'info', doc: 'Least severe level that is logged.' }, LOG_LEVELS),
  logSampleRate: setting({
    name: 'LOG_SAMPLE_RATE',
    fallback: '0.01',
    allowed: 'a number from 0 to 1',
    doc: 'Share of the successful requests that is logged. Failed ones (up to 100 lines a second) and those of a second or more always are.',
    parse: (text) => (/^(?:0|1|0?\.\d{1,9}|1\.0+)$/.test(text) ? Number(text) : undefined),
  }),
  maxUploadBytes: wholeNumber(
    { name: 'MAX_UPLOAD_BYTES', fallback: String(5 * 2 ** 30), doc: 'Largest file of a batch, in bytes.' },
    1,
    2 ** 40,
  ),
  maxRows: wholeNumber({ name: 'MAX_ROWS', fallback: '50000000', doc: 'Most rows of one batch.' }, 1, 1_000_000_000),
  retentionDays: wholeNumber(
    { name: 'RETENTION_DAYS', fallback: '30', doc: 'Days after which a finished batch and its results are deleted.' },
    1,
    3650,
  ),
  scoreCacheRows: wholeNumber(
    {
      name: 'SCORE_CACHE_ROWS',
      fallback: '0',
      doc: 'Rows whose scores a gateway process remembers, least recently asked forgotten first; about 300 bytes each. 0: none.',
    },
    0,
    10_000_000,
  ),
  sessionEvents: oneOf(
    {
      name: 'SESSION_EVENTS',
      fallback: 'on',
      doc: 'Whether the rows of predict calls with a session_id are kept in Redis, in bounds, until stage 2 has judged their session again. off: sessions are judged by the running sketch alone.',
    },
    ['on', 'off'],
  ),
  sessionQuietS: wholeNumber(
    {
      name: 'SESSION_QUIET_S',
      fallback: '900',
      doc: 'Seconds without a call after which stage 2 judges a live session.',
    },
    1,
    2_592_000,
  ),
  sessionStage2Models: setting({
    name: 'SESSION_STAGE2_MODEL',
    fallback: 'abuse=abuse-cascade',
    allowed: 'name=name, more of them behind commas, each first name once',
    doc: 'The model by which stage 2 scores the rows of another model again. A model that is not named, or whose other model cannot be loaded, scores them itself.',
    parse: (text) => pairs(text, STAND_FOR),
  }),
  sessionTtlS: wholeNumber(
    {
      name: 'SESSION_TTL_S',
      fallback: '86400',
      doc: 'Seconds after its last call until a live session is forgotten.',
    },
    60,
    2_592_000,
  ),
  sessionTimeoutMs: wholeNumber(
    {
      name: 'SESSION_TIMEOUT_MS',
      fallback: '50',
      doc: 'Milliseconds that predict waits for its live session; then it answers without, marked degraded.',
    },
    1,
    60_000,
  ),
  shutdownTimeoutS: wholeNumber(
    {
      name: 'SHUTDOWN_TIMEOUT_S',
      fallback: '25',
      doc: 'Seconds a process may take to finish what it has begun after SIGTERM.',
    },
    1,
    600,
  ),
  ...SOURCE_SETTINGS,
  ...WEBHOOK_SETTINGS,
};

function folderUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'file:' || url.host !== '' || url.search !== '' || url.hash !== '') return undefined;
  try {
    return fileURLToPath(url) === '/' ? undefined : url.href;
  } catch {
    return undefined;
  }
}

/** A prefix has the characters of our keys, so no address needs escapes. */
function bucketUrl(text: string): string | undefined {
  return text.length <= 300 && BUCKET.test(text) ? text.replace(/\/$/, '') : undefined;
}

function serverUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  const hasMore = [url.username, url.password, url.search, url.hash].some((part) => part !== '');
  return hasMore ? undefined : url.href;
}

function pairs(text: string, grammar: RegExp): ReadonlyMap<string, string> | undefined {
  const found = text === '' ? [] : text.split(',').map((pair) => grammar.exec(pair.trim()));
  const byName = new Map(found.map((match) => [match?.[1] ?? '', match?.[2] ?? '']));
  return byName.has('') || byName.size < found.length ? undefined : byName;
}

function queues(text: string): ReadonlySet<JobQueue> | undefined {
  const names = text.split(',').map((name) => JOB_QUEUES.find((known) => known === name.trim()));
  const known = names.filter((name) => name !== undefined);
  return known.length < names.length ? undefined : new Set(known);
}
