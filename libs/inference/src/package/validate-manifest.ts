import type { ModelManifest } from '@sluice/contracts';
import Ajv, { type ErrorObject } from 'ajv';
import { MANIFEST_SCHEMA } from './manifest-schema';

const validator = new Ajv({ allErrors: true, discriminator: true, strictRequired: false }).compile<ModelManifest>(
  MANIFEST_SCHEMA,
);

/** @throws Error that lists every place where the manifest does not fit models/manifest.schema.json, or contradicts itself. */
export function validateManifest(manifest: unknown): ModelManifest {
  if (!validator(manifest))
    throw new Error(`manifest.json does not fit its schema: ${listErrors(validator.errors ?? [])}`);
  const contradictions = [...bandErrors(manifest), ...fileErrors(manifest)];
  if (contradictions.length > 0) throw new Error(`manifest.json contradicts itself: ${contradictions.join('; ')}`);
  return manifest;
}

function listErrors(errors: readonly ErrorObject[]): string {
  return errors.map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'is wrong'}`).join('; ');
}

function bandErrors({ threshold, bands, session_bands }: ModelManifest): string[] {
  return [
    ...(bands.review <= bands.block ? [] : ['/bands/review is above /bands/block']),
    ...(session_bands.review <= session_bands.block ? [] : ['/session_bands/review is above /session_bands/block']),
    ...(threshold === bands.review ? [] : ['/threshold differs from /bands/review']),
  ];
}

function fileErrors(manifest: ModelManifest): string[] {
  return neededFiles(manifest)
    .filter((name) => !Object.hasOwn(manifest.files, name))
    .map((name) => `/files lacks ${name}`);
}

function neededFiles(manifest: ModelManifest): string[] {
  if (manifest.runtime === 'cascade') return ['golden.json'];
  const hasFile = manifest.kind === 'text' && manifest.featurizer.type !== 'none';
  return ['model.onnx', 'golden.json', ...(hasFile ? [manifest.featurizer.file] : [])];
}
