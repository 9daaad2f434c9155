import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { newId } from '@sluice/contracts';
import { signWebhook } from './sign-webhook';

const secret = fc.uint8Array({ minLength: 24, maxLength: 64 });
/** The reference refuses times that are far from now. */
const recently = fc.integer({ min: -240_000, max: 240_000 }).map((offMs) => Date.now() + offMs);

const verify = (key: Uint8Array, body: string, headers: Readonly<Record<string, string>>): unknown =>
  new Webhook(Buffer.from(key).toString('base64')).verify(body, { ...headers });

/** HMAC fills keys up with zeros. */
const padded = (key: Uint8Array): Buffer => Buffer.concat([key], 64);

describe('the signature of a webhook', () => {
  it('is what the reference of Standard Webhooks verifies, with every secret', () => {
    fc.assert(
      fc.property(secret, secret, fc.jsonValue(), recently, (first, second, value, at) => {
        const content = { id: newId(), at, body: JSON.stringify(value) };
        for (const keys of [[first], [first, second]]) {
          const headers = signWebhook(content, keys);
          for (const key of keys) expect(verify(key, content.body, headers)).toEqual(JSON.parse(content.body));
        }
      }),
    );
  });

  it('is byte for byte that of the reference', () => {
    const [key, at] = [randomBytes(32), 1_767_323_045_678];
    const { 'webhook-signature': signature } = signWebhook({ id: 'msg', at, body: '{"ü":1}' }, [key]);
    expect(signature).toBe(new Webhook(key.toString('base64')).sign('msg', new Date(at), '{"ü":1}'));
  });

  it('holds for no other secret, body, id or time', () => {
    fc.assert(
      fc.property(secret, secret, fc.string(), recently, (key, other, text, at) => {
        fc.pre(!padded(key).equals(padded(other)));
        const body = JSON.stringify({ text });
        const headers = signWebhook({ id: newId(), at, body }, [key]);
        const later = String(Number(headers['webhook-timestamp']) + 1);
        expect(() => verify(other, body, headers)).toThrow();
        expect(() => verify(key, `${body} `, headers)).toThrow();
        expect(() => verify(key, body, { ...headers, 'webhook-id': newId() })).toThrow();
        expect(() => verify(key, body, { ...headers, 'webhook-timestamp': later })).toThrow();
      }),
    );
  });
});
