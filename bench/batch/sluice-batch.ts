import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SYSTEM_PROCESSES, type SluiceSystem } from '../processes/sluice-system';
import type { BatchFigures } from './batch-figures';

/** Longest wait that the gateway grants. */
const WAIT_S = 600;

/** From POST /batch until the CSV of results is on the disk of the client. */
export async function sluiceBatch(
  system: SluiceSystem,
  input: string,
  output: string,
  rows: number,
  model = 'abuse',
): Promise<BatchFigures> {
  const before = system.cpuSeconds();
  const startedMs = performance.now();
  await scoreInPlace(`${system.url}/v1/batch?model=${model}`, input, output);
  const seconds = (performance.now() - startedMs) / 1e3;
  const after = system.cpuSeconds();
  const peaks = system.peakBytes();
  const processes = SYSTEM_PROCESSES.map((name) => ({
    name,
    cpuSeconds: after[name] - before[name],
    peakBytes: peaks[name],
  }));
  return { name: 'sluice', rowsPerSecond: rows / seconds, processes };
}

async function scoreInPlace(url: string, input: string, output: string): Promise<void> {
  const file = await open(input);
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', accept: 'text/csv', prefer: `wait=${WAIT_S}` },
    body: Readable.toWeb(file.createReadStream()),
    duplex: 'half',
  });
  if (answer.status !== 200 || answer.body === null) {
    throw new Error(`POST /batch answered ${answer.status} instead of results: ${await answer.text()}`);
  }
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(output));
}
