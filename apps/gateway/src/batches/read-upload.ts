import type { Readable } from 'node:stream';
import type { MultipartFile } from '@fastify/multipart';
import { SluiceError } from '@sluice/contracts';
import type { InputUpload } from './input-upload';
import type { FastifyRequest } from 'fastify';
import type { ReadUpload } from './batch-source';
import { compressionOf, formatOfFile, formatOfType } from './file-format';
import { fileName, JoinedInput, type ReceivedFile } from './joined-input';
import { parseFields } from './parse-fields';
import { receiveBytes, tooLarge } from './receive-bytes';

const MAX_FIELDS = 32;
const MAX_FIELD_BYTES = 4_096;

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
      if (raw.has(part.fieldname)) {
        throw new SluiceError('INVALID_FIELD', 'A field is given twice.', { errors: [tooMany(`/${part.fieldname}`)] });
      }
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
    throw new SluiceError(
      'MALFORMED_MULTIPART',
      'The form cannot be read: it is cut short, or a part is malformed or too large.',
    );
  }
}

function tooMany(pointer: string): { pointer: string; code: string; message: string } {
  return { pointer, code: 'TOO_MANY', message: 'is given more than once' };
}
