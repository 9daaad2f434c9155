export { ERROR_TITLES, ROW_ERRORS, type ErrorCode, type RowErrorCode } from './error-code';
export { SluiceError, type FieldError, type SluiceErrorOptions } from './sluice-error';
export type { Digest, ModelRef } from './model-ref';
export type {
  CascadeManifest,
  CategoriesSpec,
  FallbackStep,
  OipManifest,
  OipSpec,
  FeaturizerSpec,
  ModelManifest,
  TabularEncoding,
  TabularManifest,
  TextGraphManifest,
  TextManifest,
  WordpieceSpec,
} from './model-manifest';
export type { BooleanField, CategoryField, InputField, NumberField, StringField } from './input-field';
export type { GoldenInstance, GoldenRows, GoldenText } from './golden-rows';
export type { Column, ModelRows, TabularRows } from './model-rows';
export { derivedId, earliestId, isId, newId, LOCAL_TENANT } from './ids';
