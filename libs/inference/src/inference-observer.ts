import type { ModelRef } from '@sluice/contracts';
import type { ModelStatus } from './model-status';

/** What an app may want to count or log; every member is optional and must not throw. */
export interface InferenceObserver {
  /** Rows were scored together. `durationMs` covers featurising and the runs, not the queue; an inline run waits one turn
   * of the event loop inside ONNX Runtime's binding. */
  scored?(ref: ModelRef, rows: number, durationMs: number, where: 'inline' | 'thread'): void;
  /** An endpoint of a remote model was asked; `isSecond`: beside or after another one. */
  asked?(
    ref: ModelRef,
    endpoint: number,
    outcome: 'ok' | 'failed' | 'cancelled',
    durationMs: number,
    isSecond: boolean,
  ): void;
  /** The object store could not be looked into for published versions: those known before are used. */
  mirrorFailed?(error: unknown): void;
  stateChanged?(status: ModelStatus): void;
  /** An inference thread ended by itself; it is being replaced. `callsLost` calls were rejected. */
  threadDied?(callsLost: number, reason: string): void;
}
