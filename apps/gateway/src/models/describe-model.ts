import type { Digest, InputField, ModelManifest, ModelRef } from '@sluice/contracts';
import type { BreakerState, ModelState, ModelStatus } from '@sluice/inference';
import { bodySchema } from './body-schema';

/** What the manifest of a version says to clients. */
export interface ModelDescription extends Pick<ModelManifest, 'kind' | 'task' | 'description' | 'license' | 'labels'> {
  /** JSON Schema of what a request to predict must hold. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Fields of an instance and what becomes of values that do not fit; null for a text model. */
  readonly inputs: readonly InputField[] | null;
  /** Names of the scores beside the positive one. */
  readonly categories: readonly string[];
  /** Model that judges sessions; null: the formula. */
  readonly session_model: string | null;
  /** What a cascade is made of; null for a model with a graph of its own. */
  readonly members: { readonly fast: ModelRef; readonly deep: ModelRef } | null;
  readonly thresholds: Pick<ModelManifest, 'threshold' | 'bands' | 'session_bands'>;
  readonly metrics: ModelManifest['training']['metrics'];
}

export interface VersionDescription {
  readonly version: string;
  readonly state: ModelState;
  readonly reason: string | null;
  readonly active: boolean;
  /** Of this process; null unless the version is READY. */
  readonly breaker: BreakerState | null;
  readonly digest: Digest | null;
  readonly model: ModelDescription | null;
}

export interface ModelSummary {
  readonly name: string;
  readonly active_version: string | null;
  /** Newest first. */
  readonly versions: readonly VersionDescription[];
}

type BreakerOf = (name: string, version: string) => BreakerState | null;

/** All models by name, each with its versions newest first. @param statuses in that order */
export function describeModels(statuses: readonly ModelStatus[], breakerOf: BreakerOf): ModelSummary[] {
  const names = [...new Set(statuses.map(({ name }) => name))];
  return names.map((name) =>
    describeModel(
      name,
      statuses.filter((status) => status.name === name),
      breakerOf,
    ),
  );
}

function describeModel(name: string, versions: readonly ModelStatus[], breakerOf: BreakerOf): ModelSummary {
  const active = versions.find((status) => status.active);
  return {
    name,
    active_version: active?.version ?? null,
    versions: versions.map((status) => describeVersion(status, breakerOf)),
  };
}

function describeVersion(status: ModelStatus, breakerOf: BreakerOf): VersionDescription {
  const { name, version, state, reason, active, digest, manifest } = status;
  const breaker = breakerOf(name, version);
  return { version, state, reason, active, breaker, digest, model: manifest && describeManifest(manifest) };
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
    inputs: manifest.kind === 'tabular' ? manifest.inputs : null,
    categories: manifest.categories?.names ?? [],
    session_model: manifest.session_model ?? null,
    members: manifest.runtime === 'cascade' ? { fast: manifest.cascade.fast, deep: manifest.cascade.deep } : null,
    thresholds: { threshold, bands, session_bands },
    metrics: training.metrics,
  };
}
