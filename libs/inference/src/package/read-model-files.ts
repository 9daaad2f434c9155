import { join } from 'node:path';
import type { GoldenRows, ModelManifest } from '@sluice/contracts';
import type { GraphManifest, GraphSource } from './graph-source';
import { readFileWithDigest } from './read-file-with-digest';
import type { ModelSource } from './read-manifest';

/** All files of a version are held in memory at once while it loads. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

type CheckedFiles = ReadonlyMap<string, Buffer<ArrayBuffer>>;

/** The files of a version, checked against the digests of its manifest. */
export interface ModelFiles {
  readonly graph: Uint8Array<ArrayBuffer>;
  /** Parsed file of the featurizer; null when it has none. */
  readonly featurizer: unknown;
  readonly golden: GoldenRows;
}

/** @throws Error that names the file which is missing, too long, not what its digest says, or not of its shape. */
export async function readModelFiles(source: GraphSource): Promise<ModelFiles> {
  const files = await readCheckedFiles(source);
  const featurizer = featurizerFile(source.manifest);
  return {
    graph: take(files, 'model.onnx'),
    featurizer: featurizer === null ? null : parseJson(files, featurizer),
    golden: goldenRows(files, source.manifest.kind),
  };
}

/** The golden rows of a version that has no graph. @throws Error as `readModelFiles` does */
export async function readGoldenRows(source: ModelSource): Promise<GoldenRows> {
  return goldenRows(await readCheckedFiles(source), source.manifest.kind);
}

/** One JSON file of a version. @throws Error as `readModelFiles` does */
export async function readJsonFile({ dir, manifest }: ModelSource, name: string): Promise<unknown> {
  const digest = manifest.files[name];
  if (digest === undefined) throw withoutDigest(name);
  return parseJson(new Map([[name, await readChecked(dir, name, digest)]]), name);
}

async function readCheckedFiles({ dir, manifest }: ModelSource): Promise<CheckedFiles> {
  const read = Object.entries(manifest.files).map(
    async ([name, digest]) => [name, await readChecked(dir, name, digest)] as const,
  );
  return new Map(await Promise.all(read));
}

function featurizerFile(manifest: GraphManifest): string | null {
  return manifest.kind === 'text' && manifest.featurizer.type !== 'none' ? manifest.featurizer.file : null;
}

async function readChecked(dir: string, name: string, expected: string): Promise<Buffer<ArrayBuffer>> {
  const { bytes, digest } = await readFileWithDigest(join(dir, name), MAX_FILE_BYTES).catch((error: unknown) => {
    throw new Error(`${name} cannot be read`, { cause: error });
  });
  if (digest !== expected) throw new Error(`${name} is not the file that manifest.json describes: its digest differs`);
  return bytes;
}

function take(files: CheckedFiles, name: string): Buffer<ArrayBuffer> {
  const bytes = files.get(name);
  if (!bytes) throw withoutDigest(name);
  return bytes;
}

function withoutDigest(name: string): Error {
  return new Error(`${name} has no digest in manifest.json`);
}

function parseJson(files: CheckedFiles, name: string): unknown {
  const bytes = take(files, name);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new Error(`${name} is not JSON`, { cause: error });
  }
}

function goldenRows(files: CheckedFiles, kind: ModelManifest['kind']): GoldenRows {
  const value = parseJson(files, 'golden.json');
  if (isGoldenRows(value, kind)) return value;
  const input = kind === 'text' ? 'text' : 'instance';
  throw new Error(`golden.json must be {"rows": [{"name", "${input}", "score"}, ...]} with at least one row`);
}

function isGoldenRows(value: unknown, kind: ModelManifest['kind']): value is GoldenRows {
  const rows: unknown = isRecord(value) ? value.rows : undefined;
  return Array.isArray(rows) && rows.length > 0 && rows.every((row) => isGoldenRow(row, kind));
}

function isGoldenRow(row: unknown, kind: ModelManifest['kind']): boolean {
  if (!isRecord(row) || typeof row.name !== 'string' || !Number.isFinite(row.score)) return false;
  return kind === 'text' ? typeof row.text === 'string' : isRecord(row.instance);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
