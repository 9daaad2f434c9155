import type { InputField } from '@sluice/contracts';

/** Counts of numbers between edges, or of each of some categories. */
type Histogram =
  | { readonly edges: readonly number[]; readonly counts: readonly number[]; readonly missing?: number }
  | { readonly categories: readonly string[]; readonly counts: readonly number[] };

/** `reference.json` in the form that the recipes write. */
interface Reference {
  readonly scores: Histogram;
  readonly inputs: Readonly<Record<string, Histogram>>;
}

const SCORE_EDGES = Array.from({ length: 21 }, (_, i) => i / 20);
const LENGTH_EDGES = [0, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_001];
const BINS = 10;

/** Histograms of the texts of a sample and their scores. */
export function textReference(scores: Float64Array, texts: readonly string[]): Reference {
  const lengths = texts.map((text) => Array.from(text).length);
  return { scores: histogram([...scores], SCORE_EDGES), inputs: { text_length: histogram(lengths, LENGTH_EDGES) } };
}

/** Histograms of the instances of a sample and their scores; strings that are no categories have none. */
export function instanceReference(
  scores: Float64Array,
  instances: readonly Readonly<Record<string, unknown>>[],
  fields: readonly InputField[],
): Reference {
  const inputs = fields.flatMap((field): [string, Histogram][] => {
    const values = instances.map((instance) => instance[field.name] ?? null);
    if (field.type === 'string') return [];
    return [
      [field.name, field.type === 'category' ? categoryHistogram(values, field.categories) : numberHistogram(values)],
    ];
  });
  return { scores: histogram([...scores], SCORE_EDGES), inputs: Object.fromEntries(inputs) };
}

function numberHistogram(values: readonly unknown[]): Histogram {
  const known = values.filter((value) => value !== null).map(Number);
  const missing = values.length - known.length;
  return { ...histogram(known, evenEdges(known)), ...(missing > 0 ? { missing } : {}) };
}

/** Bin i holds edges[i] <= value < edges[i + 1], the last bin its upper edge as well. */
function histogram(
  values: readonly number[],
  edges: readonly number[],
): { edges: readonly number[]; counts: number[] } {
  const counts = Array.from({ length: edges.length - 1 }, () => 0);
  for (const value of values) {
    const above = edges.filter((edge) => value >= edge).length;
    const bin = Math.min(counts.length, Math.max(1, above)) - 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, counts };
}

function categoryHistogram(values: readonly unknown[], categories: readonly string[]): Histogram {
  return { categories, counts: categories.map((name) => values.filter((value) => value === name).length) };
}

function evenEdges(values: readonly number[]): number[] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  if (high === low) return [low, low + 1];
  return Array.from({ length: BINS + 1 }, (_, i) => (i === BINS ? high : low + ((high - low) * i) / BINS));
}
