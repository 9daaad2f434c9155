import { resolve } from 'node:path';
import fc from 'fast-check';
import { ConfigError } from './config-error';
import { loadConfig, type Environment } from './load-config';

function problemsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env, 4);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  it('needs nothing: loopback, folders beside the program, a worker for each spare core', () => {
    const config = loadConfig({}, 4);
    expect(config).toMatchObject({
      http: { host: '127.0.0.1', port: 8000, maxUploadBytes: 5 * 2 ** 30 },
      redisUrl: null,
      dataDir: resolve('.data'),
      blobUrl: `file://${resolve('.data/store')}`,
      modelsDir: resolve('models'),
      modelVersions: new Map(),
      workers: 3,
      inferenceThreads: 1,
      logLevel: 'info',
      maxRows: 50_000_000,
      retentionDays: 30,
      shutdownTimeoutMs: 25_000,
    });
    expect(Object.isFrozen(config) && Object.isFrozen(config.http)).toBe(true);
  });

  it('has at least one worker and one thread, and gives spare cores to threads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 64 }), (cores, workers) => {
        expect(loadConfig({}, cores).workers).toBe(Math.max(1, cores - 1));
        expect(loadConfig({ WORKERS: String(workers) }, cores).inferenceThreads).toBe(Math.max(1, cores - 1 - workers));
      }),
    );
  });

  it('shares the cores that several gateway processes leave among their threads', () => {
    const gateway = (env: Environment, cores: number): unknown => loadConfig(env, cores).gateway;
    expect(gateway({ GATEWAY_PROCESSES: '2' }, 2)).toEqual({ processes: 2, inferenceThreads: 1 });
    expect(gateway({ GATEWAY_PROCESSES: '2' }, 8)).toEqual({ processes: 2, inferenceThreads: 3 });
    expect(gateway({ GATEWAY_PROCESSES: '4' }, 8)).toEqual({ processes: 4, inferenceThreads: 1 });
    expect(gateway({ GATEWAY_PROCESSES: '2', INFERENCE_THREADS: '5' }, 8)).toEqual({
      processes: 2,
      inferenceThreads: 5,
    });
    expect(gateway({ WORKERS: '3' }, 8)).toEqual({ processes: 1, inferenceThreads: 4 });
    expect(loadConfig({ GATEWAY_PROCESSES: '3' }, 8)).toMatchObject({ workers: 5, inferenceThreads: 1 });
  });

  it('takes an empty variable for an unset one', () => {
    expect(loadConfig({ PORT: '', REDIS_URL: '', WORKERS: '' }, 2)).toEqual(loadConfig({}, 2));
  });

  it('reports every problem at once, with name, value and what is allowed', () => {
    expect(problemsOf({ PORT: '80000', LOG_LEVEL: 'loud', MAX_ROWS: '-1', RETENTION_DAYS: '30' })).toEqual([
      'PORT="80000" is not allowed; allowed: a whole number from 0 to 65535.',
      'LOG_LEVEL="loud" is not allowed; allowed: fatal, error, warn, info, debug, trace, silent.',
      'MAX_ROWS="-1" is not allowed; allowed: a whole number from 1 to 1000000000.',
    ]);
  });

  it('reads a whole number only as digits', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        fc.pre(!/^\d+$/.test(text));
        expect(problemsOf({ WORKERS: text })).toHaveLength(1);
      }),
    );
    expect(loadConfig({ WORKERS: '7' }, 2).workers).toBe(7);
  });

  it.each(['redis://user:s3cret@[bad', 'http://user:s3cret@host', 's3cret', 'redis://:s3cret@host/x'])(
    'never shows a password',
    (url) => {
      expect(problemsOf({ REDIS_URL: url }).join()).toMatch(/^REDIS_URL="[^"]*" is not allowed/);
      expect(problemsOf({ REDIS_URL: url }).join()).not.toContain('s3cret');
    },
  );

  it.each(['redis://h', 'redis://u:p%40ss@h:7000/3', 'rediss://h', 'unix:///run/redis.sock'])('accepts %s', (url) => {
    expect(loadConfig({ REDIS_URL: url }).redisUrl).toBe(url);
  });

  it('serves every queue, or those that are named', () => {
    expect([...loadConfig({}).workerQueues]).toEqual(['plan', 'score', 'finish', 'session', 'webhooks']);
    expect([...loadConfig({ WORKER_QUEUES: 'finish, plan' }).workerQueues]).toEqual(['finish', 'plan']);
    for (const text of ['score,', 'all', 'score;plan', 'SCORE']) {
      expect(problemsOf({ WORKER_QUEUES: text })[0]).toContain(
        'allowed: plan, score, finish, session, webhooks, or some of them behind commas.',
      );
    }
  });

  it('stores in a folder or in a bucket', () => {
    for (const url of ['file:///srv/store', 's3://bucket', 's3://bucket.eu/a/b_c']) {
      expect(loadConfig({ BLOB_URL: url }).blobUrl).toBe(url);
    }
    expect(loadConfig({ BLOB_URL: 's3://bucket/prefix/' }).blobUrl).toBe('s3://bucket/prefix');
    for (const url of [
      'file:///',
      's3://',
      's3://Bucket',
      's3://bucket/../x',
      's3://bucket//x',
      's3://key:secret@bucket',
    ]) {
      expect(problemsOf({ BLOB_URL: url })[0]).toMatch(/^BLOB_URL="[^"]*" is not allowed; allowed: .*s3:\/\/bucket/);
      expect(problemsOf({ BLOB_URL: url })[0]).not.toContain('secret');
    }
  });

  it('names the bucket in the path at other servers than AWS, unless told otherwise', () => {
    const s3 = (env: Environment): unknown => loadConfig(env).s3;
    expect(s3({})).toEqual({ endpoint: null, region: null, forcePathStyle: false, cacheBytes: 10 * 2 ** 30 });
    const endpoint = 'http://127.0.0.1:9000/';
    expect(s3({ S3_ENDPOINT: 'http://127.0.0.1:9000' })).toMatchObject({ endpoint, forcePathStyle: true });
    expect(s3({ S3_ENDPOINT: endpoint, S3_FORCE_PATH_STYLE: '0' })).toMatchObject({ endpoint, forcePathStyle: false });
    expect(s3({ S3_REGION: 'eu-central-1' })).toMatchObject({ region: 'eu-central-1', forcePathStyle: false });
    for (const url of ['localhost:9000', 'ftp://h', 'https://key:s3cret@h', 'https://h/?x=1']) {
      expect(problemsOf({ S3_ENDPOINT: url }).join()).toMatch(/^S3_ENDPOINT="[^"]*" is not allowed/);
      expect(problemsOf({ S3_ENDPOINT: url }).join()).not.toContain('s3cret');
    }
  });

  it('reads limits as a number in seconds, or as none', () => {
    expect(loadConfig({ LIMIT_ADMIN: '5/60s', LIMIT_BATCH: 'off', QUOTA_RUNNING_BATCHES: '0' }).limits).toMatchObject({
      ...{ admin: { limit: 5, windowMs: 60_000 }, batch: null, predict: { limit: 60_000, windowMs: 60_000 } },
      ...{ address: null, blockAfter: null, blockMs: 900_000, rowsPerDay: null, runningBatches: null, timeoutMs: 50 },
    });
    for (const wrong of ['5', '0/60s', '5/0s', '5/60', '5/90000s', '-1/60s', 'none']) {
      expect(problemsOf({ LIMIT_PREDICT: wrong })[0]).toContain('allowed: a number, / and seconds, such as 600/60s');
    }
  });

  it('takes tokens whose key, issuer and audience are known', () => {
    expect(loadConfig({}).jwt).toBeNull();
    const [JWT_ISSUER, JWT_AUDIENCE] = ['https://idp.example/', 'sluice'];
    const JWT_JWKS = 'https://idp.example/keys';
    expect(loadConfig({ JWT_JWKS, JWT_ISSUER, JWT_AUDIENCE, JWT_ROLES: 'team=ops' }).jwt).toEqual({
      ...{ keys: { jwks: JWT_JWKS }, issuer: JWT_ISSUER, audience: JWT_AUDIENCE, roleClaim: 'role', tenantClaim: null },
      roles: new Map([['team', 'ops']]),
    });
    expect(problemsOf({ JWT_JWKS })).toEqual([
      expect.stringContaining('JWT_ISSUER is not set'),
      expect.stringContaining('JWT_AUDIENCE is not set'),
    ]);
    const both = { JWT_JWKS, JWT_SECRET_FILE: 'secret', JWT_ISSUER, JWT_AUDIENCE };
    expect(problemsOf(both)).toEqual([expect.stringContaining('both set')]);
    for (const place of ['ftp://idp.example/keys', 'https://user:s3cret@idp.example/keys', 'https://']) {
      expect(problemsOf({ JWT_JWKS: place, JWT_ISSUER, JWT_AUDIENCE })[0]).toMatch(/^JWT_JWKS="[^"]*" is not allowed/);
      expect(problemsOf({ JWT_JWKS: place }).join()).not.toContain('s3cret');
    }
  });

  it('pins versions by model, each once', () => {
    expect(loadConfig({ MODEL_VERSION: 'abuse=1.0.0, fraud=2.1.0-rc.1' }).modelVersions).toEqual(
      new Map([
        ['abuse', '1.0.0'],
        ['fraud', '2.1.0-rc.1'],
      ]),
    );
    for (const wrong of ['abuse', 'abuse=1,abuse=2', '../x=1', 'abuse=1,']) {
      expect(problemsOf({ MODEL_VERSION: wrong })).toHaveLength(1);
    }
  });
});
