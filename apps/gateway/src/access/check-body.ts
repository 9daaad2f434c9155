import { createHash } from 'node:crypto';
import { finished, Transform, type Readable } from 'node:stream';
import { SluiceError } from '@sluice/contracts';
import type { preParsingHookHandler } from 'fastify';

/** Has the body of a signed request checked against the digest that was signed, while it is read: whoever reads it to its end gets an error if it is another. */
export const checkBody: preParsingHookHandler = (request, _reply, payload, done) => {
  const { bodyDigest } = request;
  // A stream of bytes, whatever Fastify calls it.
  done(null, bodyDigest === null ? payload : checked(payload as Readable, bodyDigest));
};

function checked(payload: Readable, wanted: Buffer): Transform {
  const hash = createHash('sha256');
  const body = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      hash.update(bytes);
      done(null, bytes);
    },
    flush(done) {
      done(hash.digest().equals(wanted) ? null : otherBody());
    },
  });
  // Not a pipeline: that would end the connection before the client has its answer.
  finished(payload, { writable: false }, (error) => {
    if (error) body.destroy(error);
  });
  return payload.pipe(body);
}

function otherBody(): SluiceError {
  return new SluiceError('UNAUTHENTICATED', 'The body is not the one that Content-Digest says and X-Signature signs.');
}
