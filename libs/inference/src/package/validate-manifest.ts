import type { ModelManifest } from '@sluice/contracts';
import Ajv, { type ErrorObject } from 'ajv';
import { manifestContradictions } from './manifest-contradictions';
import { MANIFEST_SCHEMA } from './manifest-schema';

const options = { allErrors: true, discriminator: true, strictRequired: false };
const validator = new Ajv(options).compile<ModelManifest>(MANIFEST_SCHEMA);

/** @throws Error that lists every place where the manifest does not fit models/manifest.schema.json, or contradicts itself. */
export function validateManifest(manifest: unknown): ModelManifest {
  if (!validator(manifest))
    throw new Error(`manifest.json does not fit its schema: ${listErrors(validator.errors ?? [])}`);
  const contradictions = manifestContradictions(manifest);
  if (contradictions.length > 0) throw new Error(`manifest.json contradicts itself: ${contradictions.join('; ')}`);
  return manifest;
}

function listErrors(errors: readonly ErrorObject[]): string {
  // `if` only says that what follows from it is wrong, which is listed by itself.
  return errors
    .filter(({ keyword }) => keyword !== 'if')
    .map((error) => `${error.instancePath || '/'} ${message(error)}`)
    .join('; ');
}

function message({ keyword, message: said = 'is wrong', params }: ErrorObject): string {
  if (keyword === 'false schema') return 'does not belong to a model of this kind';
  if (keyword === 'additionalProperties') return `${said}: ${JSON.stringify(params.additionalProperty)}`;
  return keyword === 'enum' ? `${said}: ${JSON.stringify(params.allowedValues)}` : said;
}
