import type { ModelRef } from '@sluice/contracts';
import type { LiveModel } from './live-model';
import type { ModelStatus } from './model-status';
import type { ReloadReport } from './registry/reload-report';

/** The models of one process. `InferenceService.open(options)` gives one whose active versions are loaded, or known to be bad. */
export interface Inference {
  /** False when the store did not answer the last look: then there may be published versions that are not here. */
  readonly isCurrent: boolean;
  /** Every version found, by name, newest first. */
  models(): readonly ModelStatus[];
  /**
   * The active version, or the one named if it is loaded. Synchronous: made for the hot path.
   * @throws SluiceError MODEL_NOT_FOUND, MODEL_NOT_READY (loading, or unavailable with the reason).
   */
  get(name: string, version?: string): LiveModel;
  /**
   * What its manifest lets stand in for the version that `get` gives, or would give if it could be loaded, in the order in which to ask.
   * Synchronous. Empty: nothing stands in.
   */
  substitutes(name: string, version?: string): readonly LiveModel[];
  /**
   * Exactly the version a record names, found and loaded now if it is not: every attempt of a batch uses what its manifest fixed.
   * @throws SluiceError MODEL_NOT_FOUND (absent, or its digest differs), MODEL_NOT_READY (cannot be loaded).
   */
  resolve(ref: ModelRef): Promise<LiveModel>;
  /**
   * Makes a loaded version the one that requests naming none get, until told otherwise; null: the newest good one, or the pin.
   * @throws SluiceError MODEL_NOT_FOUND, MODEL_NOT_READY.
   */
  activate(name: string, version: string | null): void;
  /**
   * Looks into the models folder again: new versions are loaded, changed ones swapped, those that are gone drained and closed. What cannot be
   * loaded leaves what serves as it is. Calls one after the other wait for their turn.
   * @throws SluiceError MODELS_UNREADABLE
   */
  reload(): Promise<ReloadReport>;
  /** Refuses new calls, finishes those accepted, then ends the threads. */
  close(): Promise<void>;
}
