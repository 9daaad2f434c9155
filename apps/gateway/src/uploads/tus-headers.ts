import { SluiceError } from '@sluice/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const TUS_VERSION = '1.0.0';
/** The one media type that a part may have. */
export const PART_TYPE = 'application/offset+octet-stream';
/** Upload-Checksum algorithms; sha1 is the one that every client may count on. */
export const CHECKSUMS = ['sha1', 'sha256'] as const;

const MAX_METADATA = 4_096;
/** Digits of the largest length that a number holds exactly. */
const WHOLE_NUMBER = /^\d{1,15}$/;

export interface Checksum {
  readonly algorithm: (typeof CHECKSUMS)[number];
  readonly digest: Buffer;
}

/** Answers in the version that the request must speak. @throws SluiceError UNSUPPORTED_VERSION */
export function speakTus({ headers }: FastifyRequest, reply: FastifyReply): void {
  reply.header('tus-resumable', TUS_VERSION).header('cache-control', 'no-store');
  if (headers['tus-resumable'] === TUS_VERSION) return;
  reply.header('tus-version', TUS_VERSION);
  throw new SluiceError(
    'UNSUPPORTED_VERSION',
    `Resumable uploads speak tus ${TUS_VERSION}. Send Tus-Resumable: ${TUS_VERSION}.`,
  );
}

/** @throws SluiceError INVALID_HEADER */
export function wholeNumber({ headers }: FastifyRequest, name: 'upload-length' | 'upload-offset'): number {
  const value = headers[name];
  if (typeof value === 'string' && WHOLE_NUMBER.test(value)) return Number(value);
  throw invalid(name, 'must be a whole number of bytes');
}

/** Upload-Metadata, checked; empty when there is none. @throws SluiceError INVALID_HEADER */
export function metadataIn({ headers }: FastifyRequest): string {
  const value = headers['upload-metadata'];
  if (value === undefined) return '';
  if (typeof value !== 'string' || value.length > MAX_METADATA || !value.split(',').every(isPair)) {
    throw invalid(
      'upload-metadata',
      `must be names with Base64 values and commas between, of ${MAX_METADATA} characters at most`,
    );
  }
  return value;
}

/** One value of a checked Upload-Metadata, decoded; undefined when it is not there. */
export function metadataValue(metadata: string, name: string): string | undefined {
  const pair = metadata.split(',').find((text) => text.trim().split(' ', 1)[0] === name);
  const value = pair?.trim().split(' ')[1];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString();
}

/** null: none was sent. @throws SluiceError INVALID_HEADER */
export function checksumIn({ headers }: FastifyRequest): Checksum | null {
  const value = headers['upload-checksum'];
  if (value === undefined) return null;
  const [name, digest = ''] = String(value).split(' ');
  const algorithm = CHECKSUMS.find((known) => known === name);
  if (algorithm === undefined || !isBase64(digest)) {
    throw invalid('upload-checksum', `must be one of ${CHECKSUMS.join(', ')}, a space, and the digest in Base64`);
  }
  return { algorithm, digest: Buffer.from(digest, 'base64') };
}

function isPair(text: string): boolean {
  const [name = '', value = '', ...more] = text.trim().split(' ');
  return /^[\x21-\x7E]+$/.test(name) && (value === '' || isBase64(value)) && more.length === 0;
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function invalid(name: string, message: string): SluiceError {
  return new SluiceError('INVALID_HEADER', `The header ${name} ${message}.`, {
    errors: [{ pointer: `/header/${name}`, code: 'INVALID_FORMAT', message }],
  });
}
