import type { Digest, ModelManifest } from '@sluice/contracts';
import type { ModelState, ModelStatus } from '@sluice/inference';
import { MAX_TEXTS } from './text-limits';

/** What the manifest of a version says to clients. */
export interface ModelDescription extends Pick<ModelManifest, 'kind' | 'task' | 'description' | 'license' | 'labels'> {
  /** JSON Schema of what a request to predict must hold. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly thresholds: Pick<ModelManifest, 'threshold' | 'bands' | 'session_bands'>;
  readonly metrics: ModelManifest['training']['metrics'];
}

export interface VersionDescription {
  readonly version: string;
  readonly state: ModelState;
  readonly reason: string | null;
  readonly active: boolean;
  readonly digest: Digest | null;
  readonly model: ModelDescription | null;
}

export interface ModelSummary {
  readonly name: string;
  readonly active_version: string | null;
  /** Newest first. */
  readonly versions: readonly VersionDescription[];
}

/** All models by name, each with its versions newest first. @param statuses in that order */
export function describeModels(statuses: readonly ModelStatus[]): ModelSummary[] {
  const names = [...new Set(statuses.map(({ name }) => name))];
  return names.map((name) =>
    describeModel(
      name,
      statuses.filter((status) => status.name === name),
    ),
  );
}

function describeModel(name: string, versions: readonly ModelStatus[]): ModelSummary {
  const active = versions.find((status) => status.active);
  return { name, active_version: active?.version ?? null, versions: versions.map(describeVersion) };
}

function describeVersion({ version, state, reason, active, digest, manifest }: ModelStatus): VersionDescription {
  return { version, state, reason, active, digest, model: manifest && describeManifest(manifest) };
}

function describeManifest(manifest: ModelManifest): ModelDescription {
  const { kind, task, description, license, labels, threshold, bands, session_bands, training } = manifest;
  return {
    kind,
    task,
    description,
    license,
    labels,
    schema: bodySchema(manifest),
    thresholds: { threshold, bands, session_bands },
    metrics: training.metrics,
  };
}

function bodySchema({ max_text_length }: ModelManifest): Record<string, unknown> {
  const text = { type: 'string', minLength: 1, maxLength: max_text_length, pattern: '\\S' };
  return {
    type: 'object',
    required: ['texts'],
    properties: { texts: { type: 'array', minItems: 1, maxItems: MAX_TEXTS, items: text } },
  };
}
