import type { ResumableUploads } from '@sluice/batches';
import { isId, SluiceError } from '@sluice/contracts';
import type { InputUpload } from './input-upload';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller';
import { metadataValue } from '../uploads/tus-headers';
import type { BatchSource } from './batch-source';
import { formatOfFile, type FileFormat } from './file-format';
import { fileName, JoinedInput } from './joined-input';
import { parseFields } from './parse-fields';
import { refuseBody } from './refuse-body';
import type { ReadUpload } from './batch-source';

/** What the file of an upload is, by its metadata. @throws SluiceError UNSUPPORTED_FILE */
export function uploadFormat(metadata: string): FileFormat {
  return formatOfFile(metadataValue(metadata, 'filetype') ?? '', metadataValue(metadata, 'filename'));
}

/** Files of resumable uploads that have come whole: the query names them in order, beside the fields of the batch. */
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

  async receive(upload: InputUpload): Promise<ReadUpload> {
    refuseBody(this.request, 'upload');
    const { upload: named, ...raw } = this.request.query as Readonly<Record<string, unknown>>;
    const fields = parseFields(raw);
    const { tenant } = callerOf(this.request);
    const joined = new JoinedInput(upload, this.maxBytes);
    for (const id of [named].flat()) {
      if (typeof id !== 'string' || !isId(id)) throw noUpload();
      const { upload: found, bytes } = await this.uploads.read(tenant, id);
      const name = fileName(metadataValue(found.metadata, 'filename'));
      try {
        await joined.add({ ...uploadFormat(found.metadata), name, bytes, fromStore: true });
      } finally {
        // Ours, unlike the body of a request: nobody else would close its file.
        bytes.destroy();
      }
    }
    const input = joined.finish();
    if (input === null) throw noUpload();
    return { ...input, fields };
  }
}

function noUpload(): SluiceError {
  const errors = [{ pointer: '/upload', code: 'INVALID_FORMAT', message: 'must be the id of an upload' }];
  const detail = 'The field upload takes the id that the Location of an upload ends in.';
  return new SluiceError('INVALID_FIELD', detail, { errors });
}
