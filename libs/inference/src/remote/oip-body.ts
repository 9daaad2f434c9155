import type { Column, InputField, ModelRows, OipManifest } from '@sluice/contracts';
import { columnsOf } from '../rows/columns-of';
import { textsOf } from '../rows/texts-of';

interface Tensor {
  readonly name: string;
  readonly datatype: 'BYTES' | 'FP64' | 'INT64' | 'BOOL';
  readonly shape: readonly [number];
  readonly data: readonly (string | number | boolean)[];
}

/** Body of an infer request (Open Inference Protocol v2, JSON tensors): one input for texts, or one a field. */
export function oipBody(manifest: OipManifest, rows: ModelRows): string {
  return JSON.stringify({ inputs: tensors(manifest, rows), outputs: [{ name: manifest.oip.output }] });
}

function tensors(manifest: OipManifest, rows: ModelRows): Tensor[] {
  if (manifest.kind === 'text') {
    const name = manifest.oip.input ?? 'text';
    return [{ name, datatype: 'BYTES', shape: [rows.length], data: textsOf(rows) }];
  }
  const columns = columnsOf(rows, manifest.inputs.length);
  return manifest.inputs.map((field, index) => tensorOf(field, columns[index] ?? []));
}

/** Columns hold a category as its index, and a boolean as 1 or 0. */
function tensorOf(field: InputField, column: Column): Tensor {
  const { name } = field;
  const values = Array.from<string | number>(column);
  const shape = [values.length] as const;
  switch (field.type) {
    case 'category':
      return { name, datatype: 'BYTES', shape, data: values.map((index) => field.categories[Number(index)] ?? '') };
    case 'boolean':
      return { name, datatype: 'BOOL', shape, data: values.map((value) => value === 1) };
    case 'integer':
      return { name, datatype: 'INT64', shape, data: values };
    case 'number':
      return { name, datatype: 'FP64', shape, data: values };
    case 'string':
      return { name, datatype: 'BYTES', shape, data: values };
  }
}
