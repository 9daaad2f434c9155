import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { checkBody } from './check-body';

const BODY = 'of a request';

/** What is read in place of a payload. */
function readInstead(payload: Readable, bodyDigest: Buffer | null): Promise<Readable> {
  return new Promise((resolve) => {
    const done = (_error?: unknown, instead?: unknown): void => {
      resolve(instead as Readable);
    };
    // All that is asked of a request.
    const request = { bodyDigest } as FastifyRequest;
    Reflect.apply(checkBody, undefined, [request, {} as FastifyReply, payload as RequestPayload, done]);
  });
}

describe('the body of a signed request', () => {
  const digest = createHash('sha256').update(BODY).digest();

  it('is left alone when the request is not signed', async () => {
    const payload = Readable.from([BODY]);
    expect(await readInstead(payload, null)).toBe(payload);
  });

  it('is read as it is when it is the one that was signed', async () => {
    expect(
      await text(await readInstead(Readable.from(['of a ', 'request'].map((part) => Buffer.from(part))), digest)),
    ).toBe(BODY);
  });

  it('is refused at its end when it is another', async () => {
    const other = await readInstead(Readable.from([Buffer.from('of another request')]), digest);
    await expect(text(other)).rejects.toThrow('not the one that Content-Digest says');
  });

  it('breaks off where the connection does', async () => {
    const payload = new Readable({ read: () => undefined });
    const body = await readInstead(payload, digest);
    payload.destroy(new Error('gone'));
    await expect(text(body)).rejects.toThrow('gone');
  });
});
