import { SluiceError, type ModelManifest, type ModelRef } from '@sluice/contracts';
import type { Bands } from '@sluice/detection';
import type { Inference } from '../inference';
import { isSessionModel } from './session-risks';

/** How the sessions of a model are judged: by the exact version of a session model, or (null) by the formula. */
export interface SessionJudgement {
  readonly session_model: ModelRef | null;
  /** Lower edges of review and block for the risk. */
  readonly session_bands: Bands;
}

/**
 * The active version of the session model that a manifest names, with its own bands. The formula with the manifest's session bands when it
 * names none, or when that one cannot be used.
 */
export function findSessionModel(inference: Pick<Inference, 'get'>, manifest: ModelManifest): SessionJudgement {
  const formula = { session_model: null, session_bands: manifest.session_bands };
  if (manifest.session_model === undefined) return formula;
  try {
    const { ref, manifest: own } = inference.get(manifest.session_model);
    return isSessionModel(own) ? { session_model: ref, session_bands: own.bands } : formula;
  } catch (error) {
    if (error instanceof SluiceError) return formula;
    throw error;
  }
}
