export type { ByteRange, ObjectStore, Upload } from './object-store';
export { openFolder, openStore } from './open-store';
export type { S3Settings } from './s3/s3-settings';
export { UnfitStoreError } from './unfit-store-error';
