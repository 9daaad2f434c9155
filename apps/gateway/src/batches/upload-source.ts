import type { Upload } from '@sluice/storage';
import type { FastifyRequest } from 'fastify';
import type { BatchSource, ReadUpload } from './batch-source';
import { readUpload } from './read-upload';

/** The body of a request: a raw file, or a form with one. */
export class UploadSource implements BatchSource {
  readonly requestId: string;

  constructor(
    private readonly request: FastifyRequest,
    private readonly maxBytes: number,
  ) {
    this.requestId = request.id;
  }

  receive(upload: Upload): Promise<ReadUpload> {
    return readUpload(this.request, upload, this.maxBytes);
  }
}
