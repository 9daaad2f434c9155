import { S3ServiceException } from '@aws-sdk/client-s3';
import { needsPerson, s3Failure } from './s3-failure';

function refused(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode }, message: 'AKIA123 s3cret' });
}

describe('s3Failure', () => {
  it.each([
    ['QuotaExceeded', 403],
    ['XMinioStorageFull', 507],
    ['InsufficientStorage', 507],
    ['EntityTooLarge', 400],
  ])('takes %s for a full store', (name, status) => {
    expect(s3Failure(refused(name, status))).toMatchObject({ code: 'STORAGE_FULL', retryAfterS: 30 });
  });

  it.each([
    ['AccessDenied', 403, 'refused the credentials'],
    ['ExpiredToken', 400, 'refused the credentials'],
    ['NoSuchBucket', 404, 'no such bucket'],
    ['PermanentRedirect', 301, '301 PermanentRedirect'],
    ['<b>SlowDown</b>', 503, '503 without a name'],
  ])('says what %s means, and nothing that the server says', (name, status, meaning) => {
    const failure = s3Failure(refused(name, status));
    expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE', retryAfterS: 10 });
    expect(failure.message).toContain(meaning);
    expect(failure.message).not.toMatch(/AKIA|s3cret|<b>/);
  });

  it('tells what passes from what a person has to change', () => {
    const verdicts = [403, 404, 429, 500, 503].map((status) => needsPerson(s3Failure(refused('X', status))));
    expect(verdicts).toEqual([true, true, false, false, false]);
    const unreachable = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1'), { code: 'ECONNREFUSED' });
    expect(needsPerson(s3Failure(unreachable))).toBe(false);
    expect(s3Failure(unreachable).message).toContain('(ECONNREFUSED)');
  });

  it.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('says what to do about a certificate that nobody vouches for: %s', (code) => {
    const failure = s3Failure(Object.assign(new Error('CN=host.internal'), { code }));
    expect(failure.message).toContain('NODE_EXTRA_CA_CERTS');
    expect(failure.message).not.toContain('host.internal');
    expect(needsPerson(failure)).toBe(true);
  });
});
