import { isUtf8 } from 'node:buffer';
import { Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import Ajv from 'ajv';
import type { FastifyRequest } from 'fastify';
import { nestsDeeperThan } from '../http/json-depth';
import { schemaError } from '../http/schema-error';
import { INFER_ENVELOPE, type InferBody } from './infer-body';
import { JSON_LENGTH_HEADER, splitBinary } from './read-infer';

/** Deepest nesting of the JSON: a request, its inputs, one input, its data, rows, values. */
const MAX_DEPTH = 8;

export interface ReceivedInfer {
  readonly body: InferBody;
  readonly tail: Buffer;
}

/** Reads the body of an infer request: JSON, or JSON with the bytes of tensors behind it. */
@Injectable()
export class InferBytes {
  private readonly fits = new Ajv({ strict: false }).compile<InferBody>(INFER_ENVELOPE);

  /** @throws SluiceError MALFORMED_JSON, INVALID_HEADER, INVALID_BODY */
  read({ body, headers }: FastifyRequest): ReceivedInfer {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const { json, tail } = splitBinary(bytes, headers[JSON_LENGTH_HEADER]?.toString());
    const parsed = parse(json);
    if (!this.fits(parsed)) throw schemaError(this.fits.errors ?? [], 'body');
    return { body: parsed, tail };
  }
}

function parse(json: Buffer): unknown {
  const refused = new SluiceError('MALFORMED_JSON', 'The body is not one JSON object in UTF-8. Send an infer request.');
  if (!isUtf8(json) || nestsDeeperThan(json, MAX_DEPTH)) throw refused;
  try {
    return JSON.parse(json.toString('utf8'));
  } catch {
    throw refused;
  }
}
