import { stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDb } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import { InferenceService, type Inference } from '@sluice/inference';
import type { Command, Output } from '../command';
import { modelVersion } from '../model-version';
import { wholeFlag } from '../../../../examples/cli/whole-flag';
import type { EvaluationSet } from './evaluation-file';
import { evaluationReport } from './evaluation-report';
import { Evaluator } from './evaluator';
import { readEvaluation } from './read-evaluation';
import type { ResultLine } from './result-line';

const USAGE = `npm run models:evaluate -- --data DIR [flags]

  --data DIR         folder with the data files (x.csv or x.csv.gz); the models' cards say where they are published
  --model NAME       only this model, or NAME@VERSION; all by default
  --bootstrap N      95 % intervals from N resamples of the rows, up to 10000; 0 (default): none
  --threads N        inference threads; all cores by default
  --models DIR       models folder; "models" by default
`;

interface Flags {
  readonly dataDir: string;
  readonly modelsDir: string;
  readonly model: string | undefined;
  readonly version: string | undefined;
  readonly resamples: number;
  readonly threads: number;
}

/** Prints one table for all models on the data files of a folder. */
export const evaluateCommand: Command = {
  usage: USAGE,
  run: async (args, output) => {
    const flags = await readFlags(args);
    const { modelsDir, threads, model, version } = flags;
    const pins = new Map(model !== undefined && version !== undefined ? [[model, version]] : []);
    output.say('loading the models');
    const inference = await InferenceService.open({ modelsDir, modelVersions: pins, threads, mode: 'threads' });
    const duckdb = new DuckDb({ tempDirectory: join(tmpdir(), 'sluice-models'), memoryLimitMb: 512 });
    try {
      return await evaluate(flags, inference, duckdb, output);
    } finally {
      await duckdb.close();
      await inference.close();
    }
  },
};

async function readFlags(args: readonly string[]): Promise<Flags> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      model: { type: 'string' },
      bootstrap: { type: 'string', default: '0' },
      threads: { type: 'string', default: String(availableParallelism()) },
      models: { type: 'string', default: 'models' },
    },
  });
  if (values.data === undefined) throw new Error(`Name the folder with the data files.\n\n${USAGE}`);
  const dataDir = resolve(values.data);
  const found = await stat(dataDir).catch(() => undefined);
  if (!found?.isDirectory()) throw new Error('--data names no folder.');
  return {
    ...modelVersion(values.model),
    dataDir,
    modelsDir: resolve(values.models),
    resamples: wholeFlag('bootstrap', values.bootstrap, 0, 10_000),
    threads: wholeFlag('threads', values.threads, 1, 256),
  };
}

async function evaluate(flags: Flags, inference: Inference, duckdb: DuckDb, output: Output): Promise<number> {
  const { dataDir, resamples, threads } = flags;
  // One call more than threads, so that none waits while a part is read.
  const evaluator = new Evaluator({ inference, duckdb, dataDir, resamples, calls: threads + 1 });
  const lines: ResultLine[] = [];
  const problems: string[] = [];
  for (const name of modelNames(inference, flags.model)) {
    const evaluation = await readEvaluation(flags.modelsDir, name);
    if (evaluation === null)
      problems.push(`${name}: models/${name}/train/evaluation.json says nothing to judge it on.`);
    for (const set of evaluation?.sets ?? []) {
      const judged = await judgeSet(evaluator, inference, name, set, output);
      lines.push(...judged.lines);
      problems.push(...judged.problems);
    }
  }
  output.print(`${lines.length > 0 ? evaluationReport(lines) : ''}${problems.map((line) => `${line}\n`).join('')}`);
  return lines.length > 0 && problems.length === 0 ? 0 : 1;
}

async function judgeSet(
  evaluator: Evaluator,
  inference: Inference,
  name: string,
  set: EvaluationSet,
  output: Output,
): Promise<{ lines: ResultLine[]; problems: string[] }> {
  const lines: ResultLine[] = [];
  const problems: string[] = [];
  const files = await evaluator.files(set);
  if (files.length === 0) output.say(`${name}: no file for ${set.name}`);
  for (const file of files) {
    const startedMs = performance.now();
    try {
      lines.push(...(await evaluator.judge(inference.get(name), set, file)));
      output.say(`${name}: ${file.name}, ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
    } catch (error) {
      problems.push(`${name} could not be judged on ${file.name}: ${reason(error)}`);
    }
  }
  return { lines, problems };
}

/** @throws Error when there is no such model */
function modelNames(inference: Inference, model: string | undefined): string[] {
  const names = [...new Set(inference.models().map(({ name }) => name))];
  if (model === undefined) return names;
  if (!names.includes(model)) throw new Error(`There is no such model. There are ${names.join(', ')}.`);
  return [model];
}

function reason(error: unknown): string {
  if (error instanceof SluiceError) return error.message;
  return error instanceof Error ? error.message : 'unknown failure';
}
