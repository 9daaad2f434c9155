import type { InputFormat, InputPart } from '@sluice/batches';
import type { InputUpload } from './input-upload';
import type { BatchFields } from './batch-fields.dto';
import type { ReceivedBytes } from './receive-bytes';

/** A file that has come, and what is to become of it. */
export interface ReadUpload extends ReceivedBytes {
  readonly format: InputFormat;
  readonly fields: BatchFields;
  /** The files that are one input; absent: it is one. Where Parquet files begin, describeInput tells. */
  readonly parts?: readonly InputPart[];
}

/** Where the file of a batch comes from. */
export interface BatchSource {
  readonly requestId: string;
  /** Writes the file into `upload`, and says what it is. @throws SluiceError for whatever cannot be accepted */
  receive(upload: InputUpload): Promise<ReadUpload>;
}
