import { unlink } from 'node:fs/promises';
import { describeInput, previewFile, recordContent, type DuckDb, type FilePreview } from '@sluice/batches';
import type { Inference } from '@sluice/inference';
import type { Config } from '@sluice/platform';
import type { ObjectStore } from '@sluice/storage';
import type { FastifyRequest } from 'fastify';
import { batchMode } from './batch-mode';
import type { ReadUpload } from './batch-source';
import { InputUpload } from './input-upload';
import { readUpload } from './read-upload';
import type { CheckCallback } from '../webhooks/check-callback';
import { DEFAULT_MODEL } from '../models/default-model';

export interface ValidateDependencies {
  readonly config: Pick<Config, 'http' | 'maxRows'>;
  readonly store: ObjectStore;
  readonly duckdb: DuckDb;
  readonly inference: Inference;
  readonly checkCallback: CheckCallback;
}

/** Reads a file as a batch would, says what it found, and keeps nothing. */
export class ValidateFile {
  constructor(private readonly dependencies: ValidateDependencies) {}

  /** @throws SluiceError as POST /batch does */
  async execute(request: FastifyRequest): Promise<FilePreview> {
    const { config, store, checkCallback } = this.dependencies;
    // The key is never committed: the upload is only a scratch file.
    const upload = await InputUpload.open(store, (file) => `validate/${file}`);
    try {
      const received = await readUpload(request, upload, config.http.maxUploadBytes);
      await checkCallback.execute(received.fields.callback_url);
      return await this.preview(upload, received, () => request.raw.socket.destroyed);
    } finally {
      await upload.abort();
    }
  }

  /**
   * What a batch would find in an upload that has come and is not committed.
   * @param hasLeft whether the client has gone; absent: it is not looked at
   */
  async preview(upload: InputUpload, { fields, format }: ReadUpload, hasLeft?: () => boolean): Promise<FilePreview> {
    const { config, store, duckdb, inference } = this.dependencies;
    const content = recordContent(inference.get(fields.model ?? DEFAULT_MODEL, fields.version).manifest);
    const { shape, mapping } = await describeInput(duckdb, upload.localPath, format, fields, content, upload.more);
    const mode = batchMode(fields, shape, mapping);
    const scratch = await Promise.all([store.scratchPath(), store.scratchPath()]);
    try {
      const request = {
        input: upload.localPath,
        more: upload.more,
        shape,
        mapping,
        mode,
        content,
        maxRows: config.maxRows,
        maxBytes: config.http.maxUploadBytes,
        rows: scratch[0],
        errors: scratch[1],
      };
      return await previewFile(duckdb, request, hasLeft);
    } finally {
      await Promise.all(scratch.map((path) => unlink(path).catch(() => undefined)));
    }
  }
}
