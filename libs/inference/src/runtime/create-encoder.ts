import type { TabularManifest, TextGraphManifest } from '@sluice/contracts';
import { createTermsFeaturizer } from '../featurizers/terms-featurizer';
import { createWordpieceFeaturizer } from '../featurizers/wordpiece-featurizer';
import type { GraphManifest } from '../package/graph-source';
import { ColumnsEncoder } from './columns-encoder';
import { MatrixEncoder } from './matrix-encoder';
import type { OnnxGraph } from './onnx-graph';
import type { RowEncoder } from './row-encoder';
import { StringEncoder } from './string-encoder';
import { TermsEncoder } from './terms-encoder';
import { WordpieceEncoder } from './wordpiece-encoder';

/**
 * The encoder that the manifest chooses.
 * @param spec parsed file of the featurizer; null when there is none
 * @throws Error that names what is wrong with the spec.
 */
export function createEncoder(manifest: GraphManifest, spec: unknown, graph: OnnxGraph): RowEncoder {
  return manifest.kind === 'text' ? forTexts(manifest, spec, graph) : forInstances(manifest, graph);
}

function forTexts({ featurizer }: TextGraphManifest, spec: unknown, { inputs }: OnnxGraph): RowEncoder {
  switch (featurizer.type) {
    case 'none':
      return new StringEncoder(featurizer.input, inputs[0]?.shape.length ?? 1);
    case 'terms':
      return new TermsEncoder(featurizer.input, createTermsFeaturizer(spec));
    case 'wordpiece':
      return new WordpieceEncoder(featurizer, createWordpieceFeaturizer(spec, featurizer.max_tokens));
  }
}

function forInstances({ inputs, encoding }: TabularManifest, graph: OnnxGraph): RowEncoder {
  return encoding.type === 'matrix'
    ? new MatrixEncoder(encoding.input, inputs.length)
    : new ColumnsEncoder(inputs, graph.inputs);
}
