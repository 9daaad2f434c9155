import type { OipManifest } from '@sluice/contracts';
import { roundScore } from '../runtime/round-score';
import { RemoteFailure } from './remote-failure';

/**
 * The scores in the answer to an infer request, rounded as all scores are.
 * @throws RemoteFailure that says what is wrong with the answer
 */
export function oipScores(answer: unknown, { oip }: OipManifest, rows: number): Float64Array {
  const output = outputsOf(answer).find((one) => isRecord(one) && one['name'] === oip.output);
  const data: unknown = isRecord(output) ? output['data'] : undefined;
  if (!Array.isArray(data)) throw new RemoteFailure('the answer lacks the output that the manifest names', true);
  const values: readonly unknown[] = data.flat(2);
  const width = oip.output_column === undefined ? 1 : values.length / rows;
  const column = oip.output_column ?? 0;
  if (values.length !== rows * width || !Number.isInteger(width) || column >= width) {
    throw new RemoteFailure('the output does not hold one score a row', true);
  }
  return Float64Array.from({ length: rows }, (_, row) => scoreOf(values[row * width + column]));
}

/** What is no number is NaN, as it is in a tensor. */
function scoreOf(value: unknown): number {
  if (typeof value !== 'number') return NaN;
  if (value < 0 || value > 1) throw new RemoteFailure('the output holds a value that is no probability', true);
  return roundScore(value);
}

function outputsOf(answer: unknown): readonly unknown[] {
  const outputs: unknown = isRecord(answer) ? answer['outputs'] : undefined;
  return Array.isArray(outputs) ? outputs : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
