import { SluiceError } from '@sluice/contracts';
import type { Config } from '@sluice/platform';
import { openSource, type SourceFile } from '@sluice/storage';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller';
import type { BatchSource } from './batch-source';
import type { InputUpload } from './input-upload';
import { formatOfFile } from './file-format';
import { fileName, JoinedInput } from './joined-input';
import { parseFields } from './parse-fields';
import { refuseBody } from './refuse-body';
import type { ReadUpload } from './batch-source';
import { tooLarge } from './receive-bytes';

/** A prefix as long as S3 allows a key to be, without what a server that keeps keys as paths might take for a way out. */
const ADDRESS = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^\p{Cc}\\]{0,1024}$/u;
const WAY_OUT = /(^|\/)\.{1,2}(\/|$)/;
const MAX_FILES = 1_000;

type SourceConfig = Pick<Config, 'batchSources' | 'blobUrl' | 's3' | 'http'>;

/** The files under a prefix of a bucket, by name: the query names it, beside the fields of the batch. */
export class PrefixSource implements BatchSource {
  readonly requestId: string;

  constructor(
    private readonly request: FastifyRequest,
    private readonly config: SourceConfig,
  ) {
    this.requestId = request.id;
  }

  static isNamedBy({ query }: FastifyRequest): boolean {
    return 'source' in (query as object);
  }

  async receive(upload: InputUpload): Promise<ReadUpload> {
    refuseBody(this.request, 'source');
    const { source, ...raw } = this.request.query as Readonly<Record<string, unknown>>;
    const fields = parseFields(raw);
    const address = allowedAddress(source, callerOf(this.request).tenant, this.config);
    const { maxUploadBytes } = this.config.http;
    const files = await this.list(address);
    if (files.reduce((sum, { bytes }) => sum + bytes, 0) > maxUploadBytes) throw tooLarge(maxUploadBytes);
    const joined = new JoinedInput(upload, maxUploadBytes);
    for (const { name, open } of files) {
      const bytes = await open();
      try {
        await joined.add({ ...formatOfFile('', name), name: fileName(name), bytes, fromStore: true });
      } finally {
        // Ours, unlike the body of a request: nobody else would close its connection.
        bytes.destroy();
      }
    }
    const input = joined.finish();
    if (input === null) throw new SluiceError('EMPTY_FILE', 'There are no files under this prefix.');
    return { ...input, fields };
  }

  /** Without markers that writers of tables leave, such as _SUCCESS and .part.crc. */
  private async list(address: string): Promise<readonly SourceFile[]> {
    const files: SourceFile[] = [];
    for await (const file of (await openSource(address, this.config.s3)).list()) {
      if (/(^|\/)[._][^/]*$/.test(file.name)) continue;
      formatOfFile('', file.name);
      if (files.push(file) > MAX_FILES)
        throw refused(`A batch takes at most ${MAX_FILES} files. Name a longer prefix.`);
    }
    return files;
  }
}

/** @throws SluiceError INVALID_FIELD for whatever does not lie under BATCH_SOURCES, or could be the data of Sluice itself */
function allowedAddress(source: unknown, tenant: string, { batchSources, blobUrl }: SourceConfig): string {
  if (batchSources.length === 0) {
    throw refused('Batches of buckets are off. An operator names the prefixes that may be read in BATCH_SOURCES.');
  }
  if (typeof source !== 'string' || !ADDRESS.test(source) || WAY_OUT.test(source)) {
    throw refused('The field source takes one address: s3://bucket/prefix/.');
  }
  const isAllowed = batchSources.some((prefix) => source.startsWith(prefix.replaceAll('{tenant}', tenant)));
  const own = `${blobUrl}/`;
  if (isAllowed && !source.startsWith(own) && !own.startsWith(source)) return source;
  throw refused('This address is not under one that BATCH_SOURCES names.');
}

function refused(message: string): SluiceError {
  return new SluiceError('INVALID_FIELD', message, { errors: [{ pointer: '/source', code: 'NOT_ALLOWED', message }] });
}
