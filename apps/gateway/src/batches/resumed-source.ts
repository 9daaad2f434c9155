import type { ResumableUploads } from '@sluice/batches';
import { isId, SluiceError } from '@sluice/contracts';
import type { Upload } from '@sluice/storage';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller';
import { metadataValue } from '../uploads/tus-headers';
import type { BatchSource } from './batch-source';
import { formatOfFile, type FileFormat } from './file-format';
import { parseFields } from './parse-fields';
import type { ReadUpload } from './read-upload';
import { receiveBytes } from './receive-bytes';

/** What the file of an upload is, by its metadata. @throws SluiceError UNSUPPORTED_FILE */
export function uploadFormat(metadata: string): FileFormat {
  return formatOfFile(metadataValue(metadata, 'filetype') ?? '', metadataValue(metadata, 'filename'));
}

/** The file of a resumable upload that has come whole: the query names it, beside the fields of the batch. */
export class ResumedSource implements BatchSource {
  readonly requestId: string;

  constructor(
    private readonly request: FastifyRequest,
    private readonly uploads: ResumableUploads,
    private readonly maxBytes: number,
  ) {
    this.requestId = request.id;
  }

  static isNamedBy({ query }: FastifyRequest): boolean {
    return 'upload' in (query as object);
  }

  async receive(upload: Upload): Promise<ReadUpload> {
    const { upload: id, ...raw } = this.request.query as Readonly<Record<string, unknown>>;
    const fields = parseFields(raw);
    if (typeof id !== 'string' || !isId(id)) {
      const errors = [{ pointer: '/upload', code: 'INVALID_FORMAT', message: 'must be the id of an upload' }];
      throw new SluiceError('INVALID_FIELD', 'The field upload takes the id that the Location of the upload ends in.', {
        errors,
      });
    }
    const { upload: found, bytes } = await this.uploads.read(callerOf(this.request).tenant, id);
    const { format, compression } = uploadFormat(found.metadata);
    const received = await receiveBytes(bytes, upload, { maxBytes: this.maxBytes, compression });
    return { format, fields, ...received };
  }
}
