import type { TableRecord } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import { scoreDraft, type ModelDraft } from '@sluice/inference';
import { instanceOf } from '../rows/instance-of';
import type { AddFlags } from './add-flags';
import { draftFields } from './draft-fields';
import type { DraftShape } from './draft-manifest';
import type { InputReading } from './read-inputs';
import type { OutputReading } from './read-output';
import { textsOfSample } from './sample';

/** Enough for tensor batches to pay, as few as keep a call short. */
const TEXT_BATCH = 32;
const INSTANCE_BATCH = 256;

/** Rows of a sample as a client would send them, and what the draft scores them. */
export interface ScoredSample {
  readonly texts: readonly string[] | null;
  readonly instances: readonly Readonly<Record<string, unknown>>[] | null;
  /** In [0, 1]. */
  readonly scores: Float64Array;
}

/** The form of a draft's inputs and output. @throws Error that says what the sample lacks */
export function shapeOf(
  inputs: InputReading,
  output: OutputReading,
  sample: readonly TableRecord[],
  flags: AddFlags,
): DraftShape {
  if (inputs.form === 'text') return { inputs, output, fields: [], maxBatchSize: flags.maxBatchSize ?? TEXT_BATCH };
  const options = {
    ...(flags.inputs ? { names: flags.inputs } : {}),
    ...(flags.strings ? { strings: flags.strings } : {}),
  };
  const fields = draftFields(inputs, sample, options);
  return { inputs, output, fields, maxBatchSize: flags.maxBatchSize ?? INSTANCE_BATCH };
}

/**
 * @param textColumn column of the texts, where it is not the usual one
 * @throws Error that says why the graph cannot score the sample, and what to do
 */
export async function scoreSample(
  draft: ModelDraft,
  sample: readonly TableRecord[],
  textColumn?: string,
): Promise<ScoredSample> {
  const { manifest } = draft;
  const texts = manifest.kind === 'text' ? textsOfSample(sample, textColumn) : null;
  const instances = manifest.kind === 'tabular' ? sample.map((record) => instanceOf(record, manifest.inputs)) : null;
  const { scores, categories } = await scoreDraft(draft, texts ?? instances ?? []).catch((error: unknown) => {
    throw asReason(error);
  });
  if ([...scores, ...(categories ?? [])].some(Number.isNaN)) throw new Error(NO_PROBABILITY);
  return { texts, instances, scores };
}

const NO_PROBABILITY =
  'The graph does not give a probability in [0, 1] for every row of the sample. If it gives logits, end it with Sigmoid or Softmax; if it gives NaN for missing values, leave rows with gaps out of the sample or fill them in the graph.';

function asReason(error: unknown): Error {
  if (!(error instanceof SluiceError)) return error instanceof Error ? error : new Error('The graph failed.');
  const [first] = error.errors;
  const where = first ? ` ${first.pointer}: ${first.message}` : '';
  return new Error(`The draft does not take the rows of the sample.${where}`, { cause: error });
}
