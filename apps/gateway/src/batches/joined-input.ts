import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { SluiceError } from '@sluice/contracts';
import type { InputPart } from '@sluice/batches';
import type { InputUpload } from './input-upload';
import type { FileFormat } from './file-format';
import { HeaderOnce } from './header-once';
import { receiveBytes, type ByteSink } from './receive-bytes';
import type { ReadUpload } from './batch-source';
import { WithoutMark } from './without-mark';

const MAX_FILES = 1_000;
/** Each is an object of its own, and open until all have come. */
const MAX_PARQUET_FILES = 100;
const MAX_NAME = 200;
const NEWLINE = 0x0a;

export interface ReceivedFile extends FileFormat {
  /** As its client calls it; null: it has no name. */
  readonly name: string | null;
  readonly bytes: Readable;
  /** As of receiveBytes. */
  readonly fromStore?: boolean;
}

/**
 * The files of one batch as one input, record after record in the order in which they come: NDJSON without further byte order marks, CSV with the header of the first, Parquet as objects
 * behind each other. Its digest is that of the bytes of the files, whatever they are called.
 */
export class JoinedInput implements ByteSink {
  private readonly digests: string[] = [];
  private readonly parts: InputPart[] = [];
  private readonly header = new HeaderOnce();
  /** What takes something off the start of the current file; null: nothing does. */
  private start: HeaderOnce | WithoutMark | null = null;
  private format: FileFormat['format'] | null = null;
  private lines = 0;
  private endsLine = true;

  constructor(
    private readonly upload: InputUpload,
    private readonly maxBytes: number,
  ) {}

  get bytesWritten(): number {
    return this.upload.bytesWritten;
  }

  /** @throws SluiceError INVALID_FIELD for a file that does not go with those before; those of receiveBytes */
  async add({ name, format, compression, bytes, fromStore = false }: ReceivedFile): Promise<void> {
    const number = this.digests.length + 1;
    const most = format === 'parquet' ? MAX_PARQUET_FILES : MAX_FILES;
    if (number > most) throw misfit(`A batch takes at most ${most} such files. Join some, or send more batches.`);
    if (number > 1 && format !== this.format)
      throw misfit('All files of a batch have one format. Send a batch for each format.');
    this.format = format;
    if (format !== 'parquet') await this.endLine();
    else if (number > 1) await this.upload.nextFile();
    this.parts.push({ name, first_line: this.lines + 1 });
    if (format === 'csv') this.header.begin(number);
    this.start = format === 'csv' ? this.header : format === 'ndjson' && number > 1 ? new WithoutMark() : null;
    const { sha256 } = await receiveBytes(bytes, this, { maxBytes: this.maxBytes, compression, fromStore });
    if (this.start !== null) await this.pass(this.start.end());
    this.digests.push(sha256);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.pass(this.start === null ? bytes : this.start.filter(bytes));
  }

  /** What has come; null: nothing. */
  finish(): Omit<ReadUpload, 'fields'> | null {
    const [first] = this.digests;
    if (this.format === null || first === undefined) return null;
    const several = this.digests.length > 1;
    const sha256 = several ? createHash('sha256').update(this.digests.join(' ')).digest('hex') : first;
    const about = { format: this.format, bytes: this.upload.bytesWritten, sha256 };
    return several ? { ...about, parts: this.parts } : about;
  }

  private async pass(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) this.lines++;
    this.endsLine = bytes.at(-1) === NEWLINE;
    await this.upload.write(bytes);
  }

  private async endLine(): Promise<void> {
    if (!this.endsLine) await this.pass(Buffer.from([NEWLINE]));
  }
}

/** A name without its folders, short enough to be shown; null: there is none. */
export function fileName(given: string | undefined): string | null {
  const name = given?.split(/[\\/]/).at(-1)?.slice(0, MAX_NAME) ?? '';
  return name === '' ? null : name;
}

function misfit(message: string): SluiceError {
  return new SluiceError('INVALID_FIELD', message, { errors: [{ pointer: '/file', code: 'NOT_ALLOWED', message }] });
}
