import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDb, readTable } from '@sluice/batches';
import { chatRows } from '../../examples/rows/chat-rows';
import { ABUSIVE_SHARE } from '../batch/batch-shape';

const ROWS = 2_000;
const FILE = 'text_abuse_all.csv.gz';

/** Texts for cascades: how often the deep member is asked depends on them. */
export interface MixedTexts {
  readonly from: string;
  readonly texts: readonly string[];
}

/** Texts of the composite of the abuse recipes, spread over the file, when there is a data folder; else made-up chat messages. */
export async function mixedTexts(dataDir: string | undefined, seed: number): Promise<MixedTexts> {
  if (dataDir === undefined) {
    const rows = chatRows({ rows: ROWS, seed, abusiveShare: ABUSIVE_SHARE });
    return { from: 'made-up chat messages, some of them abusive', texts: Array.from(rows, ({ text }) => text) };
  }
  return { from: `texts of ${FILE}`, texts: await spread(join(dataDir, FILE)) };
}

async function spread(path: string): Promise<string[]> {
  const tempDirectory = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const duckdb = new DuckDb({ tempDirectory, memoryLimitMb: 128 });
  try {
    const all: string[] = [];
    for await (const records of readTable(duckdb, path)) all.push(...records.map(({ text }) => String(text)));
    return Array.from({ length: ROWS }, (_, i) => all[Math.floor((i * all.length) / ROWS)] ?? '');
  } finally {
    await duckdb.close();
    await rm(tempDirectory, { recursive: true, force: true });
  }
}
