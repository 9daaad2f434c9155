import { SluiceError, type ModelManifest, type ModelRef, type TabularRows } from '@sluice/contracts';
import { SESSION_FEATURES, sessionFeatures, type SessionAggregate } from '@sluice/detection';
import type { Inference } from '../inference';

/**
 * Asks session models about sessions: risks in [0, 1], in the order of the aggregates, by exactly the version that is named.
 * The function rejects with what `resolve` and `score` throw, and with INTERNAL when a risk is not finite.
 */
export function sessionRisks(
  inference: Pick<Inference, 'resolve'>,
): (ref: ModelRef, aggregates: readonly SessionAggregate[]) => Promise<Float64Array> {
  return async (ref, aggregates) => {
    const model = await inference.resolve(ref);
    const { scores } = await model.score(sessionRows(model.manifest, aggregates));
    if (scores.some(Number.isNaN))
      throw new SluiceError('INTERNAL', 'The session model gave a risk that is not finite. Roll it back.');
    return scores;
  };
}

/** Whether a model takes nothing but features of sessions. */
export function isSessionModel(manifest: ModelManifest): boolean {
  return manifest.kind === 'tabular' && manifest.inputs.every(({ name }) => PLACES.has(name));
}

const PLACES: ReadonlyMap<string, number> = new Map(SESSION_FEATURES.map(({ name }, place) => [name, place]));

function sessionRows(manifest: ModelManifest, aggregates: readonly SessionAggregate[]): TabularRows {
  if (manifest.kind !== 'tabular' || !isSessionModel(manifest))
    throw new SluiceError('INTERNAL', 'The model is no session model: its inputs are not features of sessions.');
  const features = aggregates.map(sessionFeatures);
  const columns = manifest.inputs.map(({ name }) => {
    const place = PLACES.get(name) ?? 0;
    return Float64Array.from(features, (values) => values[place] ?? 0);
  });
  return { length: aggregates.length, columns };
}
