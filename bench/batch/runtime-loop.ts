import { join } from 'node:path';
import { profileScoring, type ScoringProfile } from '@sluice/inference';
import { chatRows } from '../../examples/rows/chat-rows';
import { ROOT } from '../bench-options';
import { ABUSIVE_SHARE } from './batch-shape';

const MODEL = 'abuse';
const WARM_UP_ROWS = 5_000;

/** Run as a process of its own: runtime-loop.js <rows> <seed>. Prints a ScoringProfile of the texts of the batch as JSON. */
async function main(): Promise<void> {
  const [rows, seed] = process.argv.slice(2).map(Number);
  if (rows === undefined || seed === undefined) throw new Error('usage: runtime-loop.js <rows> <seed>');
  const texts = Array.from(chatRows({ rows, seed, abusiveShare: ABUSIVE_SHARE }), ({ text }) => text);
  const models = join(ROOT, 'models');
  // The first rows only warm up: buffers grow, code is compiled.
  await profileScoring(models, MODEL, texts.slice(0, WARM_UP_ROWS));
  const profile: ScoringProfile = await profileScoring(models, MODEL, texts);
  process.stdout.write(`${JSON.stringify(profile)}\n`);
}

void main();
