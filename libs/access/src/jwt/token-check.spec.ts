import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SluiceError } from '@sluice/contracts';
import { SignJWT } from 'jose';
import { ROLES, type Role } from '../role';
import type { JwtOptions } from './jwt-options';
import { KeySet } from './key-set';
import { sharedSecret } from './shared-secret';
import { isToken, TokenCheck } from './token-check';

const OPTIONS: JwtOptions = {
  issuer: 'https://idp.example/',
  audience: 'sluice',
  roleClaim: 'role',
  tenantClaim: 'org.tenant',
  roles: new Map<string, Role>([...ROLES.map((role) => [role, role] as const), ['scoring team', 'client']]),
};
const CLAIMS = { role: 'client', org: { tenant: 'acme' } };
const RSA = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const SECRET = Buffer.from('a secret of thirty-two bytes, at least');

interface Wish {
  readonly alg?: string;
  readonly kid?: string;
  readonly key?: KeyObject | Uint8Array;
  readonly claims?: object;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string | null;
  readonly subject?: string | null;
}

function token(wish: Wish = {}): Promise<string> {
  const {
    alg = 'RS256',
    kid = 'rsa',
    key = RSA.privateKey,
    claims = CLAIMS,
    expires = '5m',
    subject = 'somebody',
  } = wish;
  const signed = new SignJWT({ ...claims })
    .setProtectedHeader({ alg, kid })
    .setIssuer(wish.issuer ?? OPTIONS.issuer)
    .setAudience(wish.audience ?? OPTIONS.audience)
    .setIssuedAt();
  if (expires !== null) signed.setExpirationTime(expires);
  if (subject !== null) signed.setSubject(subject);
  return signed.sign(key);
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (text: string): string[] => text.split('.');
const jwk = (key: KeyObject, kid: string): object => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });
async function errorOf(work: Promise<unknown>): Promise<string> {
  const thrown = await work.catch((error: unknown) => error);
  return thrown instanceof SluiceError ? `${thrown.code}: ${thrown.message}` : 'none of ours';
}

describe('a credential', () => {
  it.each(['a.b.c', 'a.b.', 'A-_9.b.c', `a.b.${'c'.repeat(8_188)}`])('may be a token (%#)', (text) => {
    expect(isToken(text)).toBe(true);
  });

  it.each([
    ...['', 'a', 'a.b', '.b.c', 'a..c', 'a.b.c.d', ' a.b.c', '=a.b.c', 'a.b.c ', 'a.b.c=', 'a.b.c\n', 'a.=.c', '=.b.c'],
    `a.b.${'c'.repeat(8_189)}`,
  ])('is no token (%#)', (text) => {
    expect(isToken(text)).toBe(false);
  });
});

describe('tokens of a key set', () => {
  let set: { keys: object[] };
  let answers = true;
  let nowMs = 0;
  let reads = 0;
  let failures: unknown[] = [];
  let keys: KeySet;
  let tokens: TokenCheck;

  beforeEach(async () => {
    [set, answers, nowMs, reads] = [{ keys: [jwk(RSA.publicKey, 'rsa'), jwk(EC.publicKey, 'ec')] }, true, 40_000, 0];
    failures = [];
    const read = (): Promise<unknown> => {
      reads++;
      return answers ? Promise.resolve(set) : Promise.reject(new Error('the server is away'));
    };
    keys = new KeySet({ read, onFailure: (error) => failures.push(error), now: () => nowMs });
    tokens = new TokenCheck(keys, OPTIONS);
    await keys.start();
  });
  afterEach(() => {
    keys.stop();
  });

  it('say whose a request is', async () => {
    const somebody = { keyId: 'jwt:somebody', tenant: 'acme', role: 'client' };
    expect(await tokens.check(await token())).toEqual(somebody);
    expect(await tokens.check(await token({ alg: 'ES256', kid: 'ec', key: EC.privateKey }))).toEqual(somebody);
    const listed = { ...CLAIMS, role: ['of another service', 'scoring team', 'admin'] };
    expect(await tokens.check(await token({ claims: listed }))).toEqual(somebody);
  });

  it.each<[string, () => Promise<string>]>([
    ['without a signature', async () => `${base64({ alg: 'none' })}.${partsOf(await token())[1]}.`],
    ['unsigned, in other letters', async () => `${base64({ alg: 'nOnE', kid: 'rsa' })}.${partsOf(await token())[1]}.`],
    [
      'signed with the public key as if that were a secret',
      async () => {
        const pem = RSA.publicKey.export({ type: 'spki', format: 'pem' });
        const signed = `${base64({ alg: 'HS256', kid: 'rsa' })}.${partsOf(await token())[1]}`;
        return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
      },
    ],
    ['of another algorithm', () => token({ alg: 'RS512' })],
    ['of the algorithm of another key', () => token({ alg: 'ES256', kid: 'rsa', key: EC.privateKey })],
    ['that has expired', () => token({ expires: '-10s' })],
    ['that never expires', () => token({ expires: null })],
    ['for another audience', () => token({ audience: 'another service' })],
    ['of another issuer', () => token({ issuer: 'https://evil.example/' })],
    ['of nobody', () => token({ subject: null })],
    ['of somebody whose name does not fit', () => token({ subject: 'a\nb' })],
    ['of an unknown key', () => token({ kid: 'another' })],
    ['of a key that is a path', () => token({ kid: '../../etc/passwd' })],
    [
      'that another key has signed',
      () => token({ key: generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey }),
    ],
    [
      'with other claims than were signed',
      async () => {
        const [head, , signature] = partsOf(await token());
        return `${head}.${base64({ ...CLAIMS, role: 'admin' })}.${signature}`;
      },
    ],
    [
      'that brings its own key',
      async () => {
        const own = generateKeyPairSync('rsa', { modulusLength: 2_048 });
        const header = { alg: 'RS256', kid: 'rsa', jwk: own.publicKey.export({ format: 'jwk' }) };
        return new SignJWT({ ...CLAIMS, sub: 'somebody', iss: OPTIONS.issuer, aud: OPTIONS.audience })
          .setProtectedHeader(header)
          .setExpirationTime('5m')
          .sign(own.privateKey);
      },
    ],
    ['that is none', () => Promise.resolve('a.b.c')],
  ])('are refused %s', async (_, make) => {
    const text = await make();
    expect(isToken(text)).toBe(true);
    expect(await tokens.check(text)).toBeNull();
  });

  it('may name what they say by a path, or by a name that has dots itself', async () => {
    const named = { role: 'client', 'org.tenant': 'by-name', org: { tenant: 'by-path' } };
    expect(await tokens.check(await token({ claims: named }))).toMatchObject({ tenant: 'by-name' });
  });

  it.each<[string, object]>([
    ['role', { org: CLAIMS.org }],
    ['role', { ...CLAIMS, role: 'root' }],
    ['role', { ...CLAIMS, role: [[], null, 1] }],
    ['role', { ...CLAIMS, role: { client: true } }],
    ['tenant', { role: 'client' }],
    ['tenant', { role: 'client', org: null }],
    ['tenant', { role: 'client', org: 'acme' }],
    ['tenant', { role: 'client', org: { tenant: null } }],
    ['tenant', { role: 'client', org: { tenant: ['acme'] } }],
    ['tenant', { role: 'client', org: { tenant: '../x' } }],
  ])('without a %s of ours are known, and may do nothing: %j', async (what, claims) => {
    expect(await errorOf(tokens.check(await token({ claims })))).toContain(`FORBIDDEN: This token names no ${what}`);
  });

  it('of a new key are taken once the set was read again: in the background, and not at each try', async () => {
    const fresh = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    set = { keys: [jwk(RSA.publicKey, 'rsa'), jwk(fresh.publicKey, 'fresh')] };
    const text = await token({ kid: 'fresh', key: fresh.privateKey });
    nowMs += 29_999;
    expect(await tokens.check(text)).toBeNull();
    expect(reads).toBe(1);
    nowMs += 1;
    expect(await tokens.check(text)).toBeNull();
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(await tokens.check(text)).not.toBeNull();
    expect(reads).toBe(2);
  });

  it('are checked by the keys that are known while their server is away or tells nonsense', async () => {
    answers = false;
    await keys.refresh();
    expect(await tokens.check(await token())).not.toBeNull();
    answers = true;
    for (const nonsense of [{ keys: [] }, { keys: 'none' }]) {
      Object.assign(set, nonsense);
      await keys.refresh();
      expect(await tokens.check(await token())).not.toBeNull();
    }
    expect(failures.map(String)).toEqual([
      'Error: the server is away',
      'Error: the JWKS holds no keys',
      expect.stringContaining('JWKSInvalid'),
    ]);
  });

  it('are checked by a set that is read again every five minutes, until it is stopped', async () => {
    jest.useFakeTimers();
    try {
      const read = jest.fn(() => Promise.resolve(set));
      const timed = new KeySet({ read, onFailure: () => undefined });
      await timed.start();
      await jest.advanceTimersByTimeAsync(299_999);
      expect(read).toHaveBeenCalledTimes(1);
      await jest.advanceTimersByTimeAsync(1);
      expect(read).toHaveBeenCalledTimes(2);
      timed.stop();
      await jest.advanceTimersByTimeAsync(600_000);
      expect(read).toHaveBeenCalledTimes(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('cannot be checked before the set was read once', async () => {
    answers = false;
    const unread = new KeySet({ read: () => Promise.reject(new Error('away')), onFailure: () => undefined });
    await unread.start();
    const error = await errorOf(new TokenCheck(unread, OPTIONS).check(await token()));
    expect(error).toMatch(/^TOKEN_KEYS_UNAVAILABLE: .*not known yet/);
    unread.stop();
  });
});

describe('tokens of a shared secret', () => {
  const tokens = new TokenCheck(sharedSecret(SECRET), { ...OPTIONS, tenantClaim: null });

  it('say whose a request is', async () => {
    const text = await token({ alg: 'HS256', key: SECRET });
    expect(await tokens.check(text)).toEqual({ keyId: 'jwt:somebody', tenant: 'local', role: 'client' });
  });

  it('are refused when another secret or a private key has signed them', async () => {
    const other = Buffer.from('another secret of thirty-two bytes, too');
    expect(await tokens.check(await token({ alg: 'HS256', key: other }))).toBeNull();
    expect(await tokens.check(await token())).toBeNull();
    expect(await tokens.check(await token({ alg: 'HS512', key: Buffer.concat([SECRET, SECRET]) }))).toBeNull();
  });

  it('need one that cannot be guessed', () => {
    expect(() => sharedSecret(Buffer.alloc(31))).toThrow('32 bytes');
    expect(sharedSecret(Buffer.alloc(32)).algorithms).toEqual(['HS256']);
  });
});
