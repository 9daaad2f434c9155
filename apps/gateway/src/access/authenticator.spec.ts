import { KeyTable, sharedSecret, TokenCheck } from '@sluice/access';
import { SignJWT } from 'jose';
import { Authenticator } from './authenticator';

const SECRET = Buffer.alloc(32, 1);
const OPTIONS = { issuer: 'idp', audience: 'sluice', roleClaim: 'role', tenantClaim: null };
const roles = new Map([['scoring', 'client' as const]]);
const tokens = new TokenCheck(sharedSecret(SECRET), { ...OPTIONS, roles });

describe('whose a credential is', () => {
  it('is nobody asked in a system without keys and tokens', () => {
    expect(new Authenticator(new KeyTable(), null).isOpen).toBe(true);
  });

  it('is asked where there is a key, or tokens are taken', () => {
    const keys = new KeyTable();
    keys.add(null);
    expect(new Authenticator(keys, null).isOpen).toBe(false);
    expect(new Authenticator(new KeyTable(), tokens).isOpen).toBe(false);
  });

  it('is told by a token where they are taken', async () => {
    const token = await new SignJWT({ role: 'scoring' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('somebody')
      .setIssuer(OPTIONS.issuer)
      .setAudience(OPTIONS.audience)
      .setExpirationTime('5m')
      .sign(SECRET);
    const taken = await new Authenticator(new KeyTable(), tokens).check(token, Date.now());
    expect(taken).toEqual({ keyId: 'jwt:somebody', tenant: 'local', role: 'client' });
    expect(await new Authenticator(new KeyTable(), null).check(token, Date.now())).toBeNull();
  });
});
