import type { ModelManifest } from '@sluice/contracts';
import Ajv from 'ajv';
import { manifestContradictions } from './manifest-contradictions';
import { MANIFEST_SCHEMA } from './manifest-schema';
import { schemaErrors } from './schema-errors';

const options = { allErrors: true, discriminator: true, strictRequired: false };
const validator = new Ajv(options).compile<ModelManifest>(MANIFEST_SCHEMA);

/** @throws Error that lists every place where the manifest does not fit models/manifest.schema.json, or contradicts itself. */
export function validateManifest(manifest: unknown): ModelManifest {
  if (!validator(manifest))
    throw new Error(`manifest.json does not fit its schema: ${schemaErrors(validator.errors ?? [])}`);
  const contradictions = manifestContradictions(manifest);
  if (contradictions.length > 0) throw new Error(`manifest.json contradicts itself: ${contradictions.join('; ')}`);
  return manifest;
}
