import type { Readable } from 'node:stream';
import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import { SluiceError } from '@sluice/contracts';
import type { FastifyRequest } from 'fastify';
import { clientErrorOf } from '../http/client-error';
import { memberPointer } from '../http/json-pointer';
import type { InputUpload } from './input-upload';
import type { ReadUpload } from './batch-source';
import { compressionOf, formatOfFile, formatOfType } from './file-format';
import { fileName, JoinedInput, type ReceivedFile } from './joined-input';
import { parseFields } from './parse-fields';
import { receiveBytes, tooLarge } from './receive-bytes';

const MAX_FIELDS = 32;
/** keep_columns is the longest: 64 names of 200 characters, each of 4 bytes at most. */
const MAX_FIELD_BYTES = 64 * 1024;

/**
 * Reads the body of a request into `upload`: a raw file with its fields in the query, or a form with files and fields in any order.
 * @throws SluiceError for whatever is wrong with the body, its type, its size or its fields
 */
export async function readUpload(request: FastifyRequest, upload: InputUpload, maxBytes: number): Promise<ReadUpload> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (request.isMultipart()) return readForm(request, upload, maxBytes);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const format = formatOfType(request.headers['content-type']);
  if (format === undefined) {
    throw new SluiceError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Send multipart/form-data, text/csv, application/x-ndjson or application/vnd.apache.parquet.',
    );
  }
  // Checked before the body is read: a wrong field should not cost an upload.
  const fields = parseFields(request.query as Record<string, unknown>);
  const compression = compressionOf(request.headers['content-encoding']);
  return { format, fields, ...(await receiveBytes(request.body as Readable, upload, { maxBytes, compression })) };
}

async function readForm(request: FastifyRequest, upload: InputUpload, maxBytes: number): Promise<ReadUpload> {
  const raw = new Map<string, unknown>(Object.entries(request.query as object));
  const joined = new JoinedInput(upload, maxBytes);
  for await (const part of parts(request, maxBytes)) {
    if (part.type === 'file') {
      await joined.add(fileIn(part));
    } else {
      checkField(part, raw);
      raw.set(part.fieldname, part.value);
    }
  }
  const fields = parseFields(Object.fromEntries(raw));
  const input = joined.finish();
  if (input === null) {
    const errors = [{ pointer: '/file', code: 'REQUIRED', message: 'is required' }];
    throw new SluiceError('INVALID_FIELD', 'The form has no file. Send one in the field "file".', { errors });
  }
  return { ...input, fields };
}

function fileIn({ fieldname, mimetype, filename, file }: MultipartFile): ReceivedFile {
  if (fieldname !== 'file') {
    const errors = [{ pointer: '/file', code: 'REQUIRED', message: 'is required' }];
    throw new SluiceError('INVALID_FIELD', 'Send files in the field "file".', { errors });
  }
  return { ...formatOfFile(mimetype, filename), name: fileName(filename), bytes: file };
}

async function* parts(request: FastifyRequest, maxBytes: number): ReturnType<FastifyRequest['parts']> {
  const limits = {
    fileSize: maxBytes + 1,
    fields: MAX_FIELDS,
    fieldSize: MAX_FIELD_BYTES,
    fieldNameSize: 100,
    headerPairs: 100,
  };
  try {
    yield* request.parts({ limits });
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    // What it says of its own limits is more than that something is wrong.
    const known = clientErrorOf(error);
    if (known.code === 'MALFORMED_MULTIPART') throw known;
    throw new SluiceError(
      'MALFORMED_MULTIPART',
      'The form cannot be read: it is cut short, or a part is malformed or too large. Send it as multipart/form-data with its boundary.',
    );
  }
}

/** @throws SluiceError INVALID_FIELD for a field that was there before, or does not fit: one that is cut means something else */
function checkField({ fieldname, value, valueTruncated }: MultipartValue, given: ReadonlyMap<string, unknown>): void {
  const pointer = memberPointer('', fieldname);
  const refuse = (detail: string, code: string, message: string): never => {
    throw new SluiceError('INVALID_FIELD', detail, { errors: [{ pointer, code, message }] });
  };
  if (given.has(fieldname))
    refuse('A field is given twice. Send it once, in the form or in the query.', 'TOO_MANY', 'is given more than once');
  if (valueTruncated)
    refuse('A field is too long. See errors and /docs.', 'TOO_LONG', `must have at most ${MAX_FIELD_BYTES} bytes`);
  // Of a part in JSON. To leave it out is something else than to say null.
  if (value === null) refuse('A field of the batch is null. Leave it out.', 'INVALID_TYPE', 'must not be null');
}
