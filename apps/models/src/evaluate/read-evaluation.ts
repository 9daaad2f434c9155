import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { EvaluationFile } from './evaluation-file';
import { EVALUATION_SCHEMA } from './evaluation-schema';

const isEvaluation = new Ajv({ allErrors: true }).compile<EvaluationFile>(EVALUATION_SCHEMA);

/**
 * Reads what a model is judged on; null when its recipe does not say.
 * @throws Error with a pointer to each place that is wrong
 */
export async function readEvaluation(modelsDir: string, model: string): Promise<EvaluationFile | null> {
  const place = `models/${model}/train/evaluation.json`;
  const text = await readFile(join(modelsDir, model, 'train', 'evaluation.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const value = parse(text, place);
  if (isEvaluation(value)) return value;
  const errors = (isEvaluation.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  throw new Error(`${place} does not have the shape it needs: ${errors.join('; ')}.`);
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${place} is not JSON.`, { cause: error });
  }
}
