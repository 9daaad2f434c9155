import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Digest, GoldenRows, ModelManifest } from '@sluice/contracts';
import { castGraph } from './onnx-bytes.fixture';

/** What differs from a good version of a model whose texts are their own scores. */
export interface VersionOptions {
  readonly name?: string;
  readonly version?: string;
  readonly graph?: Buffer;
  readonly golden?: GoldenRows;
  /** More files of the version, by name: their JSON. */
  readonly files?: Readonly<Record<string, unknown>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
}

const GOLDEN: GoldenRows = {
  rows: ['0.1', '0.25', '0.987654'].map((text) => ({ name: text, text, score: Number(text) })),
};

/** A models folder of its own, removed by `remove`. */
export class ModelsDir {
  private constructor(readonly path: string) {}

  static async create(): Promise<ModelsDir> {
    return new ModelsDir(await mkdtemp(join(tmpdir(), 'sluice-models-')));
  }

  /** Writes one version folder and gives its path. */
  async add({
    name = 'tiny',
    version = '1.0.0',
    graph = castGraph(),
    golden = GOLDEN,
    files: more = {},
    manifest = {},
  }: VersionOptions = {}): Promise<string> {
    const dir = join(this.path, name, version);
    await mkdir(dir, { recursive: true });
    const files = { 'model.onnx': graph, 'golden.json': Buffer.from(JSON.stringify(golden)), ...asJson(more) };
    for (const [file, content] of Object.entries(files)) await writeFile(join(dir, file), content);
    const digests = Object.fromEntries(Object.entries(files).map(([file, content]) => [file, digestOf(content)]));
    await writeFile(join(dir, 'manifest.json'), JSON.stringify({ ...manifestOf(name, version, digests), ...manifest }));
    return dir;
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

function asJson(files: Readonly<Record<string, unknown>>): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(files).map(([name, value]) => [name, Buffer.from(JSON.stringify(value))]));
}

function digestOf(content: Buffer): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function manifestOf(name: string, version: string, files: Record<string, Digest>): ModelManifest {
  return {
    name,
    version,
    kind: 'text',
    task: 'binary',
    description: 'The text is its own score.',
    license: 'MIT',
    labels: { positive: 'HIGH', negative: 'LOW' },
    count_name: 'high_count',
    max_text_length: 10_000,
    featurizer: { type: 'none', input: 'text' },
    output: 'probability',
    threshold: 0.45,
    bands: { review: 0.45, block: 0.9 },
    session_bands: { review: 0.5, block: 0.9 },
    tolerance: 1e-6,
    max_batch_size: 32,
    chunk_rows: 16_384,
    cost_us: 10,
    warmup_rows: 64,
    files,
    training: { data: [], metrics: {} },
  };
}
