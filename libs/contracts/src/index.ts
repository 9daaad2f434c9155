export { ERROR_TITLES, ROW_ERRORS, type ErrorCode, type RowErrorCode } from './error-code';
export { SluiceError, type FieldError, type SluiceErrorOptions } from './sluice-error';
export type { Digest, FeaturizerSpec, GoldenRows, ModelManifest, ModelRef } from './model-manifest';
export { isId, newId, LOCAL_TENANT } from './ids';
