import type { GraphValue } from '@sluice/inference';

/** How the inputs of a graph can be filled. */
export type InputReading =
  /** Texts, one string a row. */
  | { readonly form: 'text'; readonly input: string }
  /** One float32 tensor [rows, width]; `width` is null when the graph leaves it free. */
  | { readonly form: 'matrix'; readonly input: string; readonly width: number | null }
  /** One tensor a field. */
  | { readonly form: 'columns'; readonly inputs: readonly GraphValue[] };

const FIELD_TYPES = ['float32', 'float64', 'int64', 'int32', 'bool', 'string'];

/**
 * Finds the one way to fill the inputs of a graph.
 * @param kind what the user says the model is; absent: a single input of strings is a text
 * @throws Error with the reason why there is none, and what to do
 */
export function readInputs(inputs: readonly GraphValue[], kind?: 'text' | 'tabular'): InputReading {
  for (const input of inputs) checkInput(input);
  const [only, second] = inputs;
  if (only === undefined) throw new Error('The graph has no inputs: there is nothing to score.');
  const isSingle = second === undefined;
  if (isSingle && only.type === 'string' && kind !== 'tabular') return { form: 'text', input: only.name };
  if (kind === 'text') throw new Error(NOT_TEXT);
  if (isSingle && only.shape.length === 2 && only.shape[1] !== 1) return asMatrix(only);
  for (const input of inputs) checkColumn(input);
  return { form: 'columns', inputs };
}

const NOT_TEXT =
  'A text model takes one input of strings. For a graph that takes token ids, write manifest.json with the featurizer "wordpiece" or "terms" by hand: models/abuse shows one.';

function checkInput({ name, type, shape }: GraphValue): void {
  if (type === 'float16' || type === 'bfloat16') {
    throw new Error(`Its input ${name} is ${type}: convert the model so that its inputs stay float32 (keep_io_types).`);
  }
  if (type === null || !FIELD_TYPES.includes(type)) {
    throw new Error(`Its input ${name} is no tensor of numbers, booleans or strings: convert the model so that it is.`);
  }
  if (shape.length === 0 || shape.length > 2) {
    throw new Error(
      `Its input ${name} must have the shape [rows] or [rows, fields]: Sluice scores rows, not pictures.`,
    );
  }
  if (typeof shape[0] === 'number') {
    throw new Error(
      `The first dimension of its input ${name} is fixed at ${shape[0]}: export the model with a dynamic batch dimension (None, or dynamic_axes).`,
    );
  }
}

function asMatrix({ name, type, shape }: GraphValue): InputReading {
  if (type !== 'float32') {
    throw new Error(`Its input ${name} is a matrix of ${String(type)}: convert the model so that it takes float32.`);
  }
  const [, width] = shape;
  return { form: 'matrix', input: name, width: typeof width === 'number' ? width : null };
}

function checkColumn({ name, shape }: GraphValue): void {
  if (shape.length === 1 || shape[1] === 1) return;
  throw new Error(
    `Its input ${name} stands beside others and holds several fields, so there is more than one way to fill it: convert the model with one input of the shape [rows, 1] for each column, or with one matrix for all.`,
  );
}
