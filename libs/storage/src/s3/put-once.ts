import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { storeUnavailable } from '../store-failure';
import { WRITER, type S3Bucket } from './s3-bucket';
import { s3Failure, statusOf } from './s3-failure';

const ATTEMPTS = 5;
const PAUSE_MS = 50;

/** What every request of a put must carry. */
export interface OnceParams {
  readonly Bucket: string;
  readonly Key: string;
  readonly IfNoneMatch: '*';
  readonly Metadata: Readonly<Record<string, string>>;
}

/**
 * Creates an object unless its key is taken; true when this call did. Of a refusal alone nothing follows: the SDK repeats a request whose answer
 * got lost, and the repetition is refused because of the first. So each put writes a mark of its own, and looks whose is there.
 * @throws SluiceError
 */
export async function putOnce(
  bucket: S3Bucket,
  key: string,
  send: (params: OnceParams) => Promise<unknown>,
): Promise<boolean> {
  const writer = randomUUID();
  for (let attempt = 1; ; attempt++) {
    try {
      await send({ ...bucket.address(key), IfNoneMatch: '*', Metadata: { [WRITER]: writer } });
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw s3Failure(error);
      const found = await bucket.head(key);
      if (found !== null) return found.writer === writer;
      // Two puts at the same time, of which none has won yet; or what was there is deleted.
      if (attempt === ATTEMPTS) throw storeUnavailable('others write the same key again and again', error);
    }
    await pause(PAUSE_MS * 2 ** attempt * (0.5 + Math.random() / 2));
  }
}

/** 412: the key is taken. 409: another conditional put is on its way. NoSuchUpload: the completion was repeated after it had been done. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status === 412 || status === 409 || (error instanceof Error && error.name === 'NoSuchUpload');
}
