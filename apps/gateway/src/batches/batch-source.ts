import type { Upload } from '@sluice/storage';
import type { ReadUpload } from './read-upload';

/** Where the file of a batch comes from. */
export interface BatchSource {
  readonly requestId: string;
  /** Writes the file into `upload`, and says what it is. @throws SluiceError for whatever cannot be accepted */
  receive(upload: Upload): Promise<ReadUpload>;
}
