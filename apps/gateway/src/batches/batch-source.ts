import type { Upload } from '@sluice/storage';
import type { InputFormat, InputPart } from '@sluice/batches';
import type { BatchFields } from './batch-fields.dto';
import type { ReceivedBytes } from './receive-bytes';

/** A file that has come, and what is to become of it. */
export interface ReadUpload extends ReceivedBytes {
  readonly format: InputFormat;
  readonly fields: BatchFields;
  /** The files that the input was joined of; absent: it is one. */
  readonly parts?: readonly InputPart[];
}

/** Where the file of a batch comes from. */
export interface BatchSource {
  readonly requestId: string;
  /** Writes the file into `upload`, and says what it is. @throws SluiceError for whatever cannot be accepted */
  receive(upload: Upload): Promise<ReadUpload>;
}
