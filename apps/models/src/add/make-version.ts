import { verifyVersion, type GraphManifest } from '@sluice/inference';
import type { AddFlags } from './add-flags';
import { draftCard } from './draft-card';
import { withCost, withFiles } from './draft-manifest';
import { instanceReference, textReference } from './draft-reference';
import type { ScoredSample } from './draft-sample';
import { measureCost } from './measure-cost';
import { VersionWorkshop } from './publish-version';

/** Golden rows are looked at by people: a few dozen show what the rest would. */
const MOST_GOLDEN_ROWS = 50;

export interface MadeVersion {
  readonly path: string;
  readonly goldenRows: number;
  readonly costUs: number;
  readonly tensorBatchSizes: number;
}

/**
 * Writes, measures, verifies and publishes the version of a draft.
 * @throws Error with the reason why the version cannot be used; nothing is left behind then
 */
export async function makeVersion(
  { modelsDir, force }: AddFlags,
  { manifest, graph }: { readonly manifest: GraphManifest; readonly graph: Uint8Array },
  sample: ScoredSample,
): Promise<MadeVersion> {
  const { name, version } = manifest;
  requireNeighbours(sample);
  const workshop = await VersionWorkshop.open(modelsDir, name, version, force);
  try {
    const golden = goldenRows(sample);
    const files = {
      'model.onnx': graph,
      'golden.json': bytes(golden),
      'reference.json': bytes(reference(manifest, sample)),
    };
    const described = withFiles(manifest, files);
    await workshop.write({ ...files, 'manifest.json': bytes(described) });
    const costUs = await measureCost(
      workshop.modelsDir,
      name,
      (sample.texts ?? sample.instances ?? []).slice(0, MOST_GOLDEN_ROWS),
    );
    const priced = withCost(described, costUs);
    await workshop.write({ 'manifest.json': bytes(priced), 'card.md': draftCard(priced, sample.scores.length) });
    const { reason, tensorBatchSizes } = await verifyVersion(workshop.dir);
    if (reason !== null)
      throw new Error(
        `The version cannot be used: ${reason}. If scores depend on their tensor batch, add --max-batch-size 1.`,
      );
    return { path: await workshop.publish(), goldenRows: golden.rows.length, costUs, tensorBatchSizes };
  } finally {
    await workshop.close();
  }
}

/** A row beside copies of itself keeps its score even in a graph that mixes the rows of a tensor batch. */
function requireNeighbours({ texts, instances }: ScoredSample): void {
  const rows = (texts ?? instances ?? []).slice(0, MOST_GOLDEN_ROWS);
  if (new Set(rows.map((row) => JSON.stringify(row))).size >= 2) return;
  throw new Error(
    `Give a sample with at least two different rows among its first ${MOST_GOLDEN_ROWS}: one alone does not show whether scores depend on neighbours.`,
  );
}

function goldenRows({ texts, instances, scores }: ScoredSample): { scored_by: string; rows: object[] } {
  const inputs = texts?.map((text) => ({ text })) ?? instances?.map((instance) => ({ instance })) ?? [];
  const rows = inputs.slice(0, MOST_GOLDEN_ROWS).map((input, row) => ({
    name: `sample row ${row + 1}`,
    ...input,
    score: scores[row] ?? NaN,
  }));
  return { scored_by: 'ONNX Runtime in models:add, not the library that trained the model', rows };
}

function reference(manifest: GraphManifest, { texts, instances, scores }: ScoredSample): object {
  if (texts) return textReference(scores, texts);
  return instanceReference(scores, instances ?? [], manifest.kind === 'tabular' ? manifest.inputs : []);
}

function bytes(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
