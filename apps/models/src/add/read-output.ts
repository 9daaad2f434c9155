import type { GraphValue } from '@sluice/inference';

/** The output of a graph that holds its scores. */
export interface OutputReading {
  readonly output: string;
  /** Numbers a row: 1, the number of classes, or null when the graph leaves it free. */
  readonly classes: number | null;
}

/**
 * Finds the output that holds probabilities.
 * @param wanted name of the output that the user chose
 * @throws Error with the reason why there is none, or more than one, and what to do
 */
export function readOutput(outputs: readonly GraphValue[], wanted?: string): OutputReading {
  if (wanted !== undefined && !outputs.some(({ name }) => name === wanted)) {
    throw new Error(`The graph has no output of the name in --output. It has ${namesOf(outputs)}.`);
  }
  const considered = outputs.filter(({ name }) => wanted === undefined || name === wanted);
  const fit = considered.filter(holdsScores);
  const [only, second] = fit;
  if (only === undefined) throw new Error(whyNone(considered));
  if (second !== undefined) {
    throw new Error(`More than one output can be the score: ${namesOf(fit)}. Name it by --output.`);
  }
  const [, width = 1] = only.shape;
  return { output: only.name, classes: typeof width === 'number' ? width : null };
}

function holdsScores({ type, shape }: GraphValue): boolean {
  return (type === 'float32' || type === 'float64') && (shape.length === 1 || shape.length === 2);
}

function whyNone(outputs: readonly GraphValue[]): string {
  if (outputs.some(({ type }) => type === null)) {
    return 'Its output is a sequence of maps (ZipMap), not a tensor: convert the model again with options={"zipmap": False}.';
  }
  if (outputs.some(({ type }) => type === 'float16' || type === 'bfloat16')) {
    return 'Its output is float16: convert the model so that its outputs stay float32 (keep_io_types).';
  }
  return `None of its outputs holds probabilities of the shape [rows] or [rows, classes]: ${namesOf(outputs)}. Export predict_proba, not only the label.`;
}

function namesOf(values: readonly GraphValue[]): string {
  return values
    .map(({ name, type, shape }) => `${name} (${type ?? 'no tensor'}[${shape.map(nameOfSize).join(', ')}])`)
    .join(', ');
}

function nameOfSize(size: number | string): string {
  return size === '' ? '?' : String(size);
}
