import { join } from 'node:path';
import { profileScoring, type ScoringProfile } from '@sluice/inference';
import { chatRows } from '../../examples/rows/chat-rows';
import { ROOT } from '../bench-options';
import { ABUSIVE_SHARE } from './batch-shape';
import { TABULAR, transactions } from './transactions';

const WARM_UP_ROWS = 5_000;

/** Run as a process of its own: runtime-loop.js <rows> <seed> <model>. Prints a ScoringProfile of the rows of the batch as JSON. */
async function main(): Promise<void> {
  const [rows, seed] = process.argv.slice(2, 4).map(Number);
  const [model] = process.argv.slice(4);
  if (rows === undefined || seed === undefined || model === undefined) {
    throw new Error('usage: runtime-loop.js <rows> <seed> <model>');
  }
  const samples = model === TABULAR.name ? transactions(rows) : texts(rows, seed);
  const models = join(ROOT, 'models');
  // The first rows only warm up: buffers grow, code is compiled.
  await profileScoring(models, model, samples.slice(0, WARM_UP_ROWS));
  const profile: ScoringProfile = await profileScoring(models, model, samples);
  process.stdout.write(`${JSON.stringify(profile)}\n`);
}

function texts(rows: number, seed: number): string[] {
  return Array.from(chatRows({ rows, seed, abusiveShare: ABUSIVE_SHARE }), ({ text }) => text);
}

void main();
