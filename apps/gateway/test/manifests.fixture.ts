import type { InputField, TabularManifest, TextGraphManifest } from '@sluice/contracts';

const COMMON = {
  name: 'tiny',
  version: '1.0.0',
  task: 'binary',
  description: 'For tests.',
  license: 'MIT',
  labels: { positive: 'HIGH', negative: 'LOW' },
  count_name: 'high_count',
  output: 'probability',
  threshold: 0.5,
  bands: { review: 0.5, block: 0.9 },
  session_bands: { review: 0.5, block: 0.9 },
  tolerance: 1e-6,
  max_batch_size: 32,
  chunk_rows: 16_384,
  cost_us: 10,
  warmup_rows: 0,
  files: {},
  training: { data: [], metrics: {} },
} as const;

export function aTextManifest(changes: Partial<TextGraphManifest> = {}): TextGraphManifest {
  return { ...COMMON, kind: 'text', max_text_length: 100, featurizer: { type: 'none', input: 'text' }, ...changes };
}

export function aTabularManifest(inputs: readonly InputField[], ignored: readonly string[] = []): TabularManifest {
  return { ...COMMON, kind: 'tabular', inputs, ignored, encoding: { type: 'matrix', input: 'features' } };
}
