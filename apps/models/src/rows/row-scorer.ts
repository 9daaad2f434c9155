import type { TableRecord } from '@sluice/batches';
import { SluiceError, type InputField } from '@sluice/contracts';
import type { LiveModel, Scored } from '@sluice/inference';
import { instanceOf } from './instance-of';

/** Scores records of a file, in their order; NaN marks a record that the model refuses, or gives no score. */
export type RowScorer = (records: readonly TableRecord[]) => Promise<Float64Array>;

/** @param category judges this category in place of the model's score */
export function textScorer(model: LiveModel, column: string, category?: string): RowScorer {
  const { manifest } = model;
  if (manifest.kind !== 'text') throw new Error(`${manifest.name} is no text model: leave "text" out of its sets.`);
  const read = readScores(model, category);
  return async (records) => {
    const texts = records.map((record) => record[column]);
    const fits = texts.filter((text) => isText(text, manifest.max_text_length));
    const scores = read(await model.score(fits, { categories: category !== undefined }));
    return spread(scores, texts, (text) => isText(text, manifest.max_text_length));
  };
}

/** Inputs are found in the columns of their names. */
export function instanceScorer(model: LiveModel, category?: string): RowScorer {
  const { manifest, instances } = model;
  if (manifest.kind !== 'tabular' || instances === null) {
    throw new Error(`${manifest.name} is no tabular model: name the column of its texts in "text".`);
  }
  const takes = (instance: unknown): boolean => isTaken(() => instances.read([instance]));
  const read = readScores(model, category);
  return async (records) => {
    const all = records.map((record) => instanceOf(record, manifest.inputs));
    // Most files are clean: only when a record is refused is each looked at alone.
    const clean = isTaken(() => instances.read(all));
    const taken = clean ? all.map(() => true) : all.map(takes);
    const rows = instances.read(all.filter((_, row) => taken[row]));
    return spread(read(await model.score(rows, { categories: category !== undefined })), taken, Boolean);
  };
}

/** Columns that scoring needs of a file. */
export function requiredColumns(inputs: readonly InputField[]): string[] {
  return inputs.filter(({ missing = 'refuse' }) => missing === 'refuse').map(({ name }) => name);
}

function readScores({ manifest }: LiveModel, category: string | undefined): (scored: Scored) => Float64Array {
  if (category === undefined) return ({ scores }) => scores;
  const names = 'categories' in manifest ? (manifest.categories?.names ?? []) : [];
  const at = names.indexOf(category);
  if (at < 0)
    throw new Error(`${manifest.name} ${manifest.version} has no category of the name that its set asks for.`);
  return ({ scores, categories }) => scores.map((_, row) => categories?.[row * names.length + at] ?? NaN);
}

/** Scores of the rows that were scored, at their places among all. */
function spread<T>(scores: Float64Array, all: readonly T[], wasScored: (row: T) => boolean): Float64Array {
  let next = 0;
  return Float64Array.from(all, (row) => (wasScored(row) ? (scores[next++] ?? NaN) : NaN));
}

/** As the gateway takes texts: not blank, and not longer than the manifest allows. */
function isText(value: unknown, maxCodePoints: number): value is string {
  if (typeof value !== 'string' || value.trim() === '') return false;
  return value.length <= maxCodePoints || Array.from(value).length <= maxCodePoints;
}

function isTaken(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof SluiceError) return false;
    throw error;
  }
}
