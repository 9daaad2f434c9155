import type { InputUpload } from './input-upload';
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

  receive(upload: InputUpload): Promise<ReadUpload> {
    return readUpload(this.request, upload, this.maxBytes);
  }
}
