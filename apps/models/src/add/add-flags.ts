import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeFlag } from '../../../../examples/cli/whole-flag';

export const ADD_USAGE = `npm run models:add -- path/to/model.onnx [flags]

Makes models/<name>/<version>/ of an ONNX file: model.onnx, manifest.json, golden.json, reference.json, card.md. What the graph does not tell is
asked on a terminal; without one, or with --yes, it comes from flags and proposals.

  --sample FILE         rows to score, .csv, .ndjson or .parquet: columns named as the inputs, or "text" (required)
  --positive LABEL      label of a flagged row, for example FRAUD (required)
  --description TEXT    what the model is for (required)
  --license SPDX        its licence (required)
  --name, --version     proposals: the name of the file, 1.0.0
  --negative LABEL      proposal: NOT_<positive>
  --count-name NAME     proposal: <positive>_count
  --threshold 0.5       score from which on a row is flagged
  --output NAME         output with the probabilities, when there are several
  --classes a,b,c       names of its classes in their order; three and more are returned as categories
  --output-column N     class of the positive label, counted from 0; of two classes 1 is proposed
  --kind text|tabular   what an input of strings is; text is assumed
  --text-column NAME    column of the sample with the texts
  --inputs a,b,c        names of the columns of a matrix in the order of training; those of the sample are assumed
  --strings category|string   what inputs of strings become; categories where values of the sample repeat
  --max-batch-size N    most rows of a tensor batch; 32 for texts, 256 for instances
  --models DIR          models folder; "models" by default
  --force               replaces a version that is there
  --yes                 takes every proposal and asks nothing
`;

export interface AddFlags {
  readonly file: string;
  readonly modelsDir: string;
  readonly kind?: 'text' | 'tabular';
  readonly strings?: 'category' | 'string';
  readonly inputs?: readonly string[];
  readonly maxBatchSize?: number;
  readonly force: boolean;
  readonly yes: boolean;
  /** Answers by the flag that gives them. */
  readonly answers: Readonly<Record<string, string>>;
}

const text = { type: 'string' } as const;
const OPTIONS = {
  ...{ sample: text, positive: text, negative: text, description: text, license: text, name: text, version: text },
  ...{ 'count-name': text, threshold: text, output: text, classes: text, 'output-column': text, kind: text },
  ...{ 'text-column': text, inputs: text, strings: text, 'max-batch-size': text },
  models: { type: 'string', default: 'models' },
  force: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
} as const;

/** @throws Error that says what is wrong with the arguments */
export async function readAddFlags(args: readonly string[]): Promise<AddFlags> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error(`Name one .onnx file.\n\n${ADD_USAGE}`);
  if (!(await stat(file).catch(() => null))?.isFile()) throw new Error('There is no such .onnx file.');
  const { kind, strings, inputs, force, yes } = values;
  const size = values['max-batch-size'];
  return {
    ...{ file: resolve(file), modelsDir: resolve(values.models), force, yes },
    ...(kind === undefined ? {} : { kind: oneOf('kind', kind, ['text', 'tabular'] as const) }),
    ...(strings === undefined ? {} : { strings: oneOf('strings', strings, ['category', 'string'] as const) }),
    ...(inputs === undefined ? {} : { inputs: inputs.split(',').map((name) => name.trim()) }),
    ...(size === undefined ? {} : { maxBatchSize: wholeFlag('max-batch-size', size, 1, 4_096) }),
    answers: Object.fromEntries(
      Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  };
}

function oneOf<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error(`--${flag} takes ${allowed.join(' or ')}.`);
  return found;
}
