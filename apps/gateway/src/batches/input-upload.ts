import type { ObjectStore, Upload } from '@sluice/storage';

/** The input of a batch on its way: one object of the store, and of several Parquet files one for each. */
export class InputUpload implements Upload {
  private constructor(
    private readonly store: ObjectStore,
    private readonly keyOf: (file: number) => string,
    private readonly first: Upload,
    private readonly further: Upload[] = [],
  ) {}

  /** @param keyOf the key of a file, from 1 */
  static async open(store: ObjectStore, keyOf: (file: number) => string): Promise<InputUpload> {
    return new InputUpload(store, keyOf, await store.upload(keyOf(1)));
  }

  /** Of all files together. */
  get bytesWritten(): number {
    return this.all.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  }

  get localPath(): string {
    return this.first.localPath;
  }

  /** Where the files behind the first lie. */
  get more(): string[] {
    return this.further.map(({ localPath }) => localPath);
  }

  write(bytes: Uint8Array): Promise<void> {
    return (this.further.at(-1) ?? this.first).write(bytes);
  }

  /** What is written from here on is another file. */
  async nextFile(): Promise<void> {
    this.further.push(await this.store.upload(this.keyOf(this.further.length + 2)));
  }

  /** The first last: it stands for all of them. */
  async commit(): Promise<boolean> {
    for (const upload of this.further) await upload.commit();
    return this.first.commit();
  }

  async abort(): Promise<void> {
    for (const upload of this.all) await upload.abort();
  }

  private get all(): readonly Upload[] {
    return [this.first, ...this.further];
  }
}
