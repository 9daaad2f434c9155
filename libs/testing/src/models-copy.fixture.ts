import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelManifest } from '@sluice/contracts';

const ABUSE = 'abuse/2.0.0';
/** What abuse needs to judge sessions as it is shipped. */
const SESSION_RISK = 'session-risk/1.0.0';

/** The default model and its session model as they are shipped, in all but the size of a chunk. */
export interface ModelsCopy {
  readonly path: string;
  remove(): Promise<void>;
}

/** Copies models/abuse with other `chunk_rows` (256 to 16,384), so that small files have many chunks. */
export async function copyModels(chunkRows: number): Promise<ModelsCopy> {
  const path = await mkdtemp(join(tmpdir(), 'sluice-models-'));
  const version = join(path, ABUSE);
  for (const model of [ABUSE, SESSION_RISK]) {
    await cp(join(process.cwd(), 'models', model), join(path, model), { recursive: true });
  }
  const file = join(version, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as ModelManifest;
  await writeFile(file, JSON.stringify({ ...manifest, chunk_rows: chunkRows }));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
