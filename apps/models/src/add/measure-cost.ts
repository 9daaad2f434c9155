import type { ModelRows } from '@sluice/contracts';
import { InferenceService } from '@sluice/inference';

const RUNS = 200;
const LEAST_US = 1;

/**
 * Scores single rows on an inference thread, as a worker would.
 * @param modelsDir holds nothing but the version to measure
 * @returns median microseconds of featurising and scoring one row alone, rounded, at least 1
 * @throws Error with the reason why the version cannot be loaded
 */
export async function measureCost(modelsDir: string, name: string, samples: readonly unknown[]): Promise<number> {
  const timesUs: number[] = [];
  const scored = (_ref: unknown, _rows: number, durationMs: number): void => void timesUs.push(durationMs * 1_000);
  const options = { modelsDir, modelVersions: new Map<string, string>(), threads: 1, mode: 'threads' as const };
  const inference = await InferenceService.open({ ...options, observer: { scored } });
  try {
    const model = inference.get(name);
    const rows = samples.map((sample): ModelRows => model.instances?.read([sample]) ?? [String(sample)]);
    for (let run = 0; run < RUNS; run++) await model.score(rows[run % rows.length] ?? []);
  } finally {
    await inference.close();
  }
  // The first half only warms up.
  const later = timesUs.slice(RUNS / 2).sort((a, b) => a - b);
  return Math.max(LEAST_US, Math.round(later[Math.floor(later.length / 2)] ?? LEAST_US));
}
