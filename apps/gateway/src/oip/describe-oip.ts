import { SluiceError } from '@sluice/contracts';
import type { ModelStatus } from '@sluice/inference';
import { inputTensors, outputTensors, type TensorMetadata } from './model-tensors';

export interface OipModel {
  readonly name: string;
  /** Those that can be asked now, newest first. */
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

const PLATFORMS = { onnx: 'onnxruntime_onnx', cascade: 'ensemble', oip: 'remote' } as const;

/**
 * Metadata of a model in the words of the protocol, by the version asked for, else the active one.
 * @param statuses of all models
 * @throws SluiceError MODEL_NOT_FOUND
 */
export function describeOip(statuses: readonly ModelStatus[], name: string, version?: string): OipModel {
  const family = statuses.filter((status) => status.name === name);
  const described = find(family, version)?.manifest;
  if (!described) throw notFound();
  const ready = family.filter(({ state }) => state === 'READY');
  return {
    name,
    versions: ready.map((status) => status.version),
    platform: PLATFORMS[described.runtime ?? 'onnx'],
    inputs: inputTensors(described),
    outputs: outputTensors(described),
  };
}

/** Whether infer would be answered. @throws SluiceError MODEL_NOT_FOUND */
export function isReady(statuses: readonly ModelStatus[], name: string, version?: string): boolean {
  const family = statuses.filter((status) => status.name === name);
  const status = find(family, version);
  if (family.length === 0 || (version !== undefined && !status)) throw notFound();
  return status?.state === 'READY';
}

function find(family: readonly ModelStatus[], version: string | undefined): ModelStatus | undefined {
  return family.find((status) => (version === undefined ? status.active : status.version === version));
}

function notFound(): SluiceError {
  return new SluiceError('MODEL_NOT_FOUND', 'There is no such model or version. GET /v1/models lists what there is.');
}
