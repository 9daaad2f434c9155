import type { ModelRef } from '@sluice/contracts';
import type { ModelSource } from '../package/read-manifest';

export function modelRef({ manifest, digest }: ModelSource): ModelRef {
  return { name: manifest.name, version: manifest.version, digest };
}
