import type { InferenceSession } from 'onnxruntime-node';
import type { GraphManifest } from '../package/graph-source';

type Value = InferenceSession.ValueMetadata;

/** Why the graph does not give what the manifest says it gives. */
export function outputMisfits(outputs: readonly Value[], manifest: GraphManifest): string[] {
  return [...scoreMisfits(outputs, manifest), ...categoryMisfits(outputs, manifest)];
}

function scoreMisfits(outputs: readonly Value[], { output: name, output_column: column }: GraphManifest): string[] {
  const shape = shapeOf(outputs, name, '/output');
  if (typeof shape === 'string') return [shape];
  const [, width] = shape;
  if (column === undefined) {
    const isOne = shape.length === 1 || (shape.length === 2 && width === 1);
    return isOne
      ? []
      : ['its output (/output) must have the shape [rows] or [rows, 1], or /output_column must name a class'];
  }
  if (shape.length !== 2)
    return ['its output (/output) must have the shape [rows, classes], as /output_column is given'];
  return typeof width === 'number' && column >= width
    ? [`/output_column must be under ${width}, the number of classes of its output (/output)`]
    : [];
}

function categoryMisfits(outputs: readonly Value[], { categories }: GraphManifest): string[] {
  if (!categories) return [];
  const shape = shapeOf(outputs, categories.output, '/categories/output');
  if (typeof shape === 'string') return [shape];
  const [, width] = shape;
  const fits = shape.length === 2 && (typeof width === 'string' || width === categories.names.length);
  return fits ? [] : [`its output (/categories/output) must have the shape [rows, ${categories.names.length}]`];
}

/** The shape of an output, or why it is none. */
function shapeOf(outputs: readonly Value[], name: string, place: string): readonly (number | string)[] | string {
  const output = outputs.find((value) => value.name === name);
  if (!output) return `it lacks the output that ${place} names`;
  if (!output.isTensor) return `its output (${place}) must be a tensor: convert the model without ZipMap`;
  if (output.type !== 'float32' && output.type !== 'float64') {
    return `its output (${place}) must be a tensor of float32 or float64`;
  }
  return output.shape;
}
