import { join } from 'node:path';
import type { GoldenRows, ModelRef } from '@sluice/contracts';
import { readFileWithDigest } from '../src/package/read-file-with-digest';
import { castGraph } from './onnx-bytes.fixture';
import type { ModelsDir } from './models-dir.fixture';

export const BAND = { low: 0.25, high: 0.75 };
export const BLEND = { fast: 0.5, deep: 1.25, bias: -0.125 };

/** What differs from a good cascade. */
export interface CascadeOptions {
  readonly name?: string;
  readonly golden?: GoldenRows;
  readonly cascade?: Readonly<Record<string, unknown>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** Members of a cascade: a text is its own fast score, and the root of it is the deep one. Both name it as a category as well. */
export async function addMembers(models: ModelsDir): Promise<{ fast: ModelRef; deep: ModelRef }> {
  const output = { shape: ['rows', 1] };
  const categories = { output: 'probability', names: ['high'] };
  const rows = [{ name: 'quarter', text: '0.25', score: 0.5 }];
  await models.add({ name: 'fast', graph: withOutput(output), manifest: { categories } });
  await models.add({
    name: 'deep',
    graph: withOutput(output, 'Sqrt'),
    golden: { rows },
    manifest: { categories, cost_us: 5_000, max_batch_size: 8 },
  });
  return { fast: await refOf(models, 'fast'), deep: await refOf(models, 'deep') };
}

/** A cascade of the members that `addMembers` wrote, or of those that `cascade` names. */
export async function addCascade(models: ModelsDir, options: CascadeOptions = {}): Promise<void> {
  const { name = 'cascade', golden = { rows: [{ name: 'clear', text: '0.1', score: 0.1 }] } } = options;
  const members = { fast: await refOf(models, 'fast'), deep: await refOf(models, 'deep') };
  const cascade = { ...members, band: BAND, blend: BLEND, ...options.cascade };
  const noGraph = { featurizer: undefined, output: undefined };
  const categories = { names: ['high'] };
  const manifest = { ...noGraph, runtime: 'cascade', categories, cascade, tolerance: 1e-6, ...options.manifest };
  const dir = await models.add({ name, golden });
  const { digest } = await readFileWithDigest(join(dir, 'golden.json'), 1e6);
  await models.add({ name, golden, manifest: { ...manifest, files: { 'golden.json': digest }, ...options.manifest } });
}

/** Names version 1.0.0 of a model as it stands on disk. */
export async function refOf(models: ModelsDir, name: string): Promise<ModelRef> {
  const path = join(models.path, name, '1.0.0', 'manifest.json');
  const { digest } = await readFileWithDigest(path, 1e6).catch(() => ({ digest: `sha256:${'0'.repeat(64)}` as const }));
  return { name, version: '1.0.0', digest };
}

function withOutput(output: { readonly shape: readonly (string | number)[] }, then?: string): Buffer {
  return castGraph({ input: output, output, ...(then === undefined ? {} : { then }) });
}
