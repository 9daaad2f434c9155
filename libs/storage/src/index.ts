export type { ByteRange, ObjectStore, Upload } from './object-store';
export type { FileSource, SourceFile } from './source/file-source';
export { openSource } from './source/open-source';
export { openFolder, openStore } from './open-store';
export type { S3Settings } from './s3/s3-settings';
export { UnfitStoreError } from './unfit-store-error';
