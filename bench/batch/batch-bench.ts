import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ScoringProfile } from '@sluice/inference';
import { chatRows } from '../../examples/rows/chat-rows';
import { writeRows } from '../../examples/rows/write-rows';
import type { BenchOptions } from '../bench-options';
import type { NoPeer, Peer } from '../peer/find-peer';
import { SluiceSystem } from '../processes/sluice-system';
import type { Workplace } from '../processes/workplace';
import { median } from '../report/quantile';
import type { BatchFigures } from './batch-figures';
import { peerBatch } from './peer-batch';
import { ABUSIVE_SHARE } from './batch-shape';
import { sluiceBatch } from './sluice-batch';
import { TABULAR, writeTransactions } from './transactions';

export interface BatchReport {
  readonly rows: number;
  readonly figures: readonly BatchFigures[];
  /** Scoring alone, in one thread of one process. */
  readonly scoring: ScoringProfile;
  /** A file of numbers for a tabular model, and the scoring of it alone. */
  readonly tabular: { readonly figures: BatchFigures; readonly scoring: ScoringProfile };
}

/** Medians over the rounds; each round scores the same file by the peer and by Sluice, one after the other. */
export async function measureBatch(
  workplace: Workplace,
  peer: Peer | NoPeer,
  { rows, rounds, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<BatchReport> {
  const input = join(workplace.folder, 'batch.csv');
  const output = join(workplace.folder, 'results.csv');
  await writeRows(chatRows({ rows, seed, abusiveShare: ABUSIVE_SHARE }), input, 'csv');
  say('scoring alone');
  const scoring = await scoringAlone(workplace, rows, seed, 'abuse');
  const ofTable = await scoringAlone(workplace, rows, seed, TABULAR.name);
  const table = join(workplace.folder, 'table.csv');
  await writeTransactions(rows, table);
  const system = await SluiceSystem.start(workplace);
  const [measured, tables]: [BatchFigures[], BatchFigures[]] = [[], []];
  for (let round = 1; round <= rounds; round++) {
    say(`batch, round ${round} of ${rounds}`);
    if ('python' in peer) measured.push(await peerBatch(workplace, peer, input, output));
    measured.push(await sluiceBatch(system, input, output, rows));
    tables.push(await sluiceBatch(system, table, output, rows, TABULAR.name));
  }
  await system.stop();
  for (const file of [input, table]) rmSync(file);
  const [figures] = medians(tables);
  if (figures === undefined) throw new Error('nothing was measured');
  return { rows, figures: medians(measured), scoring, tabular: { figures, scoring: ofTable } };
}

async function scoringAlone(workplace: Workplace, rows: number, seed: number, model: string): Promise<ScoringProfile> {
  const script = join(__dirname, 'runtime-loop.js');
  const command = [process.execPath, script, String(rows), String(seed), model] as const;
  const child = workplace.start({ name: 'the scoring loop', command: [...command], cwd: workplace.folder });
  // Printed by runtime-loop.ts.
  return JSON.parse(await child.result()) as ScoringProfile;
}

function medians(measured: readonly BatchFigures[]): BatchFigures[] {
  const names = [...new Set(measured.map(({ name }) => name))];
  return names.map((name) => {
    const rounds = measured.filter((one) => one.name === name);
    const processes = rounds[0]?.processes ?? [];
    return {
      name,
      rowsPerSecond: median(rounds.map(({ rowsPerSecond }) => rowsPerSecond)),
      processes: processes.map((process, i) => ({
        name: process.name,
        cpuSeconds: median(rounds.map((one) => one.processes[i]?.cpuSeconds ?? NaN)),
        peakBytes: Math.max(...rounds.map((one) => one.processes[i]?.peakBytes ?? NaN)),
      })),
    };
  });
}
