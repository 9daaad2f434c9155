import type { InputField, ModelManifest, OipManifest } from '@sluice/contracts';
import { inputContradictions } from './input-contradictions';

/** Where a manifest that fits its schema contradicts itself: one line each, with the place. */
export function manifestContradictions(manifest: ModelManifest): string[] {
  return [
    ...bandErrors(manifest),
    ...labelErrors(manifest),
    ...fileErrors(manifest),
    ...fallbackErrors(manifest),
    ...(manifest.kind === 'tabular' ? inputContradictions(manifest) : []),
    ...textErrors(manifest),
    ...(manifest.runtime === 'oip' ? remoteErrors(manifest) : []),
  ];
}

function bandErrors({ threshold, bands, session_bands }: ModelManifest): string[] {
  return [
    ...(bands.review <= bands.block ? [] : ['/bands/review is above /bands/block']),
    ...(session_bands.review <= session_bands.block ? [] : ['/session_bands/review is above /session_bands/block']),
    ...(threshold === bands.review ? [] : ['/threshold differs from /bands/review']),
  ];
}

function labelErrors({ labels }: ModelManifest): string[] {
  return labels.positive === labels.negative ? ['/labels/positive is the same as /labels/negative'] : [];
}

function fileErrors(manifest: ModelManifest): string[] {
  return neededFiles(manifest)
    .filter((name) => !Object.hasOwn(manifest.files, name))
    .map((name) => `/files lacks ${name}`);
}

function neededFiles(manifest: ModelManifest): string[] {
  const rules = manifest.fallback?.flatMap((step) => (step.type === 'rules' ? [step.file] : [])) ?? [];
  if (manifest.runtime === 'cascade' || manifest.runtime === 'oip') return ['golden.json', ...rules];
  const hasFile = manifest.kind === 'text' && manifest.featurizer.type !== 'none';
  return ['model.onnx', 'golden.json', ...(hasFile ? [manifest.featurizer.file] : []), ...rules];
}

function fallbackErrors({ fallback = [] }: ModelManifest): string[] {
  const types = new Set(fallback.map(({ type }) => type));
  return types.size < fallback.length ? ['/fallback names a step twice'] : [];
}

/** JSON tensors have no way to say that a value is missing or unknown. */
function remoteErrors(manifest: OipManifest): string[] {
  if (manifest.kind === 'text') return [];
  const unsayable = ({ missing }: InputField): boolean => missing === 'nan' || missing === 'bucket';
  return [
    ...(manifest.oip.input === undefined ? [] : ['/oip/input belongs to a text model']),
    ...manifest.inputs.flatMap((field, index) => [
      ...(unsayable(field) ? [`/inputs/${index}/missing must be refuse or default for a remote model`] : []),
      ...(field.type === 'category' && field.unknown === 'bucket'
        ? [`/inputs/${index}/unknown must be refuse for a remote model`]
        : []),
    ]),
  ];
}

function textErrors(manifest: ModelManifest): string[] {
  if (manifest.runtime === 'cascade') {
    const { low, high } = manifest.cascade.band;
    return low <= high ? [] : ['/cascade/band/low is above /cascade/band/high'];
  }
  if (manifest.kind !== 'text' || manifest.runtime === 'oip' || manifest.featurizer.type !== 'wordpiece') return [];
  const { bucket, max_tokens, input, mask_input } = manifest.featurizer;
  return [
    ...(bucket <= max_tokens ? [] : ['/featurizer/bucket is above /featurizer/max_tokens']),
    ...(input === mask_input ? ['/featurizer/mask_input is the same as /featurizer/input'] : []),
  ];
}
