import type { ModelManifest, ModelRef, ModelRows } from '@sluice/contracts';
import { compileInstances } from '../instances/compile-instances';
import type { InstanceReader, LiveModel, Scored } from '../live-model';
import type { ModelSource } from '../package/read-manifest';
import { readJsonFile } from '../package/read-model-files';
import { modelRef } from '../registry/model-ref';
import { compileRules, type ScoreByRules } from './compile-rules';
import type { RuleRow } from './rule-row';

/** Stands in for a version by the rules that its manifest names: no graph, no thread, nothing that could fail. Gives no categories. */
export class RulesModel implements LiveModel {
  readonly ref: ModelRef;
  readonly manifest: ModelManifest;
  readonly instances: InstanceReader | null;

  constructor(
    source: ModelSource,
    private readonly scoreOf: ScoreByRules,
  ) {
    this.ref = modelRef(source);
    this.manifest = source.manifest;
    this.instances = compileInstances(source.manifest);
  }

  score(rows: ModelRows): Promise<Scored> {
    const scores = Float64Array.from({ length: rows.length }, (_, row) => this.scoreOf(ruleRow(rows, row)));
    return Promise.resolve({ scores, categories: null });
  }
}

/** The rules of a version; null when it has none. @throws Error with the reason why they cannot be used */
export async function loadRules(source: ModelSource): Promise<RulesModel | null> {
  const file = source.manifest.fallback?.find((step) => step.type === 'rules')?.file;
  if (file === undefined) return null;
  return new RulesModel(source, compileRules(file, await readJsonFile(source, file), source.manifest));
}

function ruleRow(rows: ModelRows, row: number): RuleRow {
  return 'columns' in rows ? { text: '', columns: rows.columns, row } : { text: rows[row] ?? '', columns: [], row };
}
