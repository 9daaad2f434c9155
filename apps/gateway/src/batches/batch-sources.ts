import type { ResumableUploads } from '@sluice/batches';
import type { Config } from '@sluice/platform';
import type { FastifyRequest } from 'fastify';
import type { BatchSource } from './batch-source';
import { PrefixSource } from './prefix-source';
import { ResumedSource } from './resumed-source';
import { UploadSource } from './upload-source';

/** Tells from a request where the file of its batch comes from: what the query names, else its body. */
export class BatchSources {
  constructor(
    private readonly uploads: ResumableUploads,
    private readonly config: Config,
  ) {}

  of(request: FastifyRequest): BatchSource {
    const { maxUploadBytes } = this.config.http;
    if (PrefixSource.isNamedBy(request)) return new PrefixSource(request, this.config);
    if (ResumedSource.isNamedBy(request)) return new ResumedSource(request, this.uploads, maxUploadBytes);
    return new UploadSource(request, maxUploadBytes);
  }
}
