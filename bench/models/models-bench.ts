import { join } from 'node:path';
import type { BenchOptions } from '../bench-options';
import type { Workplace } from '../processes/workplace';
import type { ModelsReport } from './model-figures';

/** Scores made-up rows by every model in a tight loop, in a process of its own on one core. */
export async function measureModels(
  workplace: Workplace,
  { rounds, seed, dataDir }: BenchOptions,
  say: (line: string) => void,
): Promise<ModelsReport> {
  say('models in a tight loop');
  const script = join(__dirname, 'models-loop.js');
  const data = dataDir === undefined ? [] : [dataDir];
  const child = workplace.start({
    name: 'the loop over models',
    command: [process.execPath, script, String(rounds), String(seed), ...data],
    cwd: workplace.folder,
  });
  // Printed by models-loop.ts.
  return JSON.parse(await child.result()) as ModelsReport;
}
