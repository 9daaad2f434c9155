import { join } from 'node:path';
import type { GoldenRows } from '@sluice/contracts';
import { readFileWithDigest } from './read-file-with-digest';
import type { ModelSource } from './read-manifest';

/** All files of a version are held in memory at once while it loads. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** The files of a version, checked against the digests of its manifest. */
export interface ModelFiles {
  readonly graph: Uint8Array;
  /** Parsed featurizer file; null when the graph takes strings. */
  readonly featurizer: unknown;
  readonly golden: GoldenRows;
}

/** @throws Error that names the file which is missing, too long, not what its digest says, or not of its shape. */
export async function readModelFiles({ dir, manifest }: ModelSource): Promise<ModelFiles> {
  const names = Object.keys(manifest.files);
  const checked = new Map(
    await Promise.all(names.map(async (name) => [name, await readChecked(dir, name, manifest.files[name])] as const)),
  );
  const take = (name: string): Buffer => {
    const bytes = checked.get(name);
    if (!bytes) throw new Error(`${name} has no digest in manifest.json`);
    return bytes;
  };
  return {
    graph: take('model.onnx'),
    featurizer:
      manifest.featurizer.type === 'terms' ? parseJson(take(manifest.featurizer.file), manifest.featurizer.file) : null,
    golden: asGoldenRows(parseJson(take('golden.json'), 'golden.json')),
  };
}

async function readChecked(dir: string, name: string, expected: string | undefined): Promise<Buffer> {
  const { bytes, digest } = await readFileWithDigest(join(dir, name), MAX_FILE_BYTES).catch((error: unknown) => {
    throw new Error(`${name} cannot be read`, { cause: error });
  });
  if (digest !== expected) throw new Error(`${name} is not the file that manifest.json describes: its digest differs`);
  return bytes;
}

function parseJson(bytes: Buffer, name: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new Error(`${name} is not JSON`, { cause: error });
  }
}

function asGoldenRows(value: unknown): GoldenRows {
  if (!isGoldenRows(value))
    throw new Error('golden.json must be {"rows": [{"name", "text", "score"}, ...]} with at least one row');
  return value;
}

function isGoldenRows(value: unknown): value is GoldenRows {
  const rows: unknown = isRecord(value) ? value.rows : undefined;
  return Array.isArray(rows) && rows.length > 0 && rows.every(isGoldenRow);
}

function isGoldenRow(row: unknown): boolean {
  return isRecord(row) && typeof row.name === 'string' && typeof row.text === 'string' && Number.isFinite(row.score);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
