import { createHash } from 'node:crypto';
import type { Digest, InputField } from '@sluice/contracts';
import type { GraphManifest } from '@sluice/inference';
import type { DraftFacts } from './draft-facts';
import type { InputReading } from './read-inputs';
import type { OutputReading } from './read-output';

/** As the shipped models have it. */
const BLOCK_FROM = 0.9;
const SESSION_BANDS = { review: 0.5, block: 0.9 };
const TOLERANCE = 1e-6;
const MAX_TEXT_LENGTH = 10_000;
const WARMUP_ROWS = 64;
const CHUNK_ROWS = { least: 256, most: 16_384 };
const US_PER_SECOND = 1e6;

export interface DraftShape {
  readonly inputs: InputReading;
  /** Of a tabular model; empty for a text model. */
  readonly fields: readonly InputField[];
  readonly output: OutputReading;
  readonly maxBatchSize: number;
}

/** The manifest of a draft whose cost is not known yet: `withCost` sets it, `withFiles` the digests. */
export function draftManifest(facts: DraftFacts, shape: DraftShape): GraphManifest {
  const { name, version, description, license, labels, threshold } = facts;
  const base = {
    $schema: '../../manifest.schema.json',
    ...{ name, version, kind: kindOf(shape), task: 'binary' as const, description, license, labels },
    count_name: facts.countName,
    ...outputOf(facts, shape.output),
    threshold,
    bands: { review: threshold, block: Math.max(BLOCK_FROM, threshold) },
    session_bands: SESSION_BANDS,
    tolerance: TOLERANCE,
    max_batch_size: shape.maxBatchSize,
    chunk_rows: CHUNK_ROWS.least,
    // Dear enough to be kept off the event loop until it has been measured.
    cost_us: US_PER_SECOND,
    warmup_rows: WARMUP_ROWS,
    files: {},
    training: { data: [], metrics: {} },
  };
  const { inputs, fields } = shape;
  if (inputs.form === 'text') {
    const featurizer = { type: 'none' as const, input: inputs.input };
    return { ...base, kind: 'text', max_text_length: MAX_TEXT_LENGTH, featurizer };
  }
  const encoding =
    inputs.form === 'matrix' ? { type: 'matrix' as const, input: inputs.input } : { type: 'columns' as const };
  return { ...base, kind: 'tabular', inputs: fields, encoding };
}

function kindOf({ inputs }: DraftShape): GraphManifest['kind'] {
  return inputs.form === 'text' ? 'text' : 'tabular';
}

/** @param costUs measured microseconds of one row alone */
export function withCost(manifest: GraphManifest, costUs: number): GraphManifest {
  const { least, most } = CHUNK_ROWS;
  const aSecond = Math.floor(US_PER_SECOND / costUs / least) * least;
  return { ...manifest, cost_us: costUs, chunk_rows: Math.min(most, Math.max(least, aSecond)) };
}

/** @param files bytes by name of all that the code reads of the version */
export function withFiles(manifest: GraphManifest, files: Readonly<Record<string, Uint8Array>>): GraphManifest {
  const digests = Object.entries(files).map(([name, bytes]): [string, Digest] => [name, digestOf(bytes)]);
  return { ...manifest, files: Object.fromEntries(digests) };
}

function outputOf(
  { column, classes }: DraftFacts,
  { output }: OutputReading,
): Pick<GraphManifest, 'output' | 'output_column' | 'categories'> {
  if (column === null) return { output };
  // Two classes say the same thing twice.
  const isMany = classes !== null && classes.length > 2;
  return { output, output_column: column, ...(isMany ? { categories: { output, names: classes } } : {}) };
}

function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
