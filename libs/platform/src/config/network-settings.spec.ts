import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

describe('TRUST_PROXY', () => {
  it.each([
    ['', []],
    ['off', []],
    ['10.0.0.0/8, loopback', ['10.0.0.0/8', 'loopback']],
    ['fd00::/8,192.0.2.7', ['fd00::/8', '192.0.2.7']],
  ])('%j is %j', (text, value) => {
    expect(loadConfig({ TRUST_PROXY: text }, 4).http.trustProxy).toEqual(value);
  });

  it.each(['true', 'on', '*', '0', '1', '0.0.0.0/0', '::/0', '10.0.0.0/33', 'proxy.example', '10.0.0.0/8,'])(
    'is not %j',
    (text) => {
      expect(problemsOf({ TRUST_PROXY: text })).toEqual([expect.stringContaining('TRUST_PROXY=')]);
    },
  );
});

describe('CORS_ORIGINS', () => {
  it('takes origins, and none by default', () => {
    expect(loadConfig({}, 4).http.corsOrigins).toEqual([]);
    const CORS_ORIGINS = 'https://a.example, http://localhost:3000';
    expect(loadConfig({ CORS_ORIGINS }, 4).http.corsOrigins).toEqual(['https://a.example', 'http://localhost:3000']);
  });

  it.each([
    '*',
    'null',
    'a.example',
    'https://a.example/',
    'https://a.example/x',
    'ftp://a.example',
    'https://a.example,',
  ])('does not take %j', (text) => {
    expect(problemsOf({ CORS_ORIGINS: text })).toEqual([expect.stringContaining('CORS_ORIGINS=')]);
  });
});

describe('TLS', () => {
  it('needs both files', () => {
    expect(loadConfig({}, 4).http.tls).toBeNull();
    const both = loadConfig({ TLS_CERT_FILE: '/a/cert.pem', TLS_KEY_FILE: '/a/key.pem' }, 4);
    expect(both.http.tls).toEqual({ certFile: '/a/cert.pem', keyFile: '/a/key.pem' });
    expect(problemsOf({ TLS_CERT_FILE: '/a/cert.pem' })).toEqual([expect.stringContaining('only allowed together')]);
  });
});

describe('a secret in a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-secret-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read for every setting that may hold a password; the variable itself comes first', () => {
    const file = join(folder, 'redis');
    writeFileSync(file, 'rediss://user:pass@redis.example\n');
    expect(loadConfig({ REDIS_URL_FILE: file }, 4).redisUrl).toBe('rediss://user:pass@redis.example');
    expect(loadConfig({ REDIS_URL_FILE: file, REDIS_URL: 'redis://other' }, 4).redisUrl).toBe('redis://other');
    // A setting that is no secret has no such variable.
    expect(loadConfig({ PORT_FILE: file }, 4).http.port).toBe(8000);
  });

  it('is not shown when it is wrong, and a file that is missing stops the start', () => {
    const file = join(folder, 'wrong');
    writeFileSync(file, 'swordfish');
    const [problem] = problemsOf({ REDIS_URL_FILE: file });
    expect(problem).toMatch(/^REDIS_URL=/);
    expect(problem).not.toContain('swordfish');
    expect(problemsOf({ REDIS_URL_FILE: join(folder, 'missing') })).toEqual([
      expect.stringMatching(/^REDIS_URL_FILE=.* cannot be read \(ENOENT\)/),
    ]);
  });
});
