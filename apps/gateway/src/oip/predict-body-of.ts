import type { ModelManifest } from '@sluice/contracts';
import type { PredictBody } from '../predict/predict-body';
import { MAX_INFER_ROWS } from './infer-body';
import { inferError } from './infer-error';
import { inputTensors } from './model-tensors';
import type { ReadTensor } from './read-infer';
import type { TensorValue } from './tensor-values';

/**
 * The tensors of an infer request as the body of a predict: texts, or one instance a row. A tensor may be left out where the model allows its field to be
 * missing, and NaN is a missing value, because a tensor has no null.
 * @throws SluiceError INVALID_BODY for a tensor that the model does not take, is there twice, or has another number of rows
 */
export function predictBodyOf(tensors: readonly ReadTensor[], manifest: ModelManifest): PredictBody {
  const rows = commonRows(tensors);
  checkNames(tensors, manifest);
  if (manifest.kind === 'text') return { texts: (tensors[0]?.values ?? []).map(asText) };
  const instances = Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(tensors.map(({ name, values }) => [name, orMissing(values[row])])),
  );
  return { instances };
}

function commonRows(tensors: readonly ReadTensor[]): number {
  const rows = tensors[0]?.rows ?? 0;
  const other = tensors.findIndex((tensor) => tensor.rows !== rows);
  if (other !== -1) throw inferError(`/inputs/${other}/shape`, 'all inputs must have the same number of rows.');
  if (rows >= 1 && rows <= MAX_INFER_ROWS) return rows;
  throw inferError('/inputs/0/shape', `must have 1 to ${MAX_INFER_ROWS} rows.`);
}

function checkNames(tensors: readonly ReadTensor[], manifest: ModelManifest): void {
  const known = new Set(inputTensors(manifest).map(({ name }) => name));
  const ignored = new Set(manifest.kind === 'tabular' ? manifest.ignored : []);
  const seen = new Set<string>();
  tensors.forEach(({ name }, index) => {
    if (!known.has(name) && !ignored.has(name)) {
      throw inferError(`/inputs/${index}/name`, 'is no input of this model. GET its metadata for their names.');
    }
    if (seen.has(name)) throw inferError(`/inputs/${index}/name`, 'is there twice. Send every input once.');
    seen.add(name);
  });
}

function asText(value: TensorValue): string {
  if (typeof value === 'string') return value;
  throw inferError('/inputs/0/datatype', 'must be BYTES: this model takes texts.');
}

function orMissing(value: TensorValue | undefined): TensorValue | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
