export type { Inference } from './inference';
export type { InferenceObserver } from './inference-observer';
export type { InferenceOptions } from './inference-options';
export { InferenceService } from './inference-service';
export type { LiveModel, ScoreOptions } from './live-model';
export type { ModelState, ModelStatus } from './model-status';
export { profileScoring, type ScoringProfile } from './runtime/profile-scoring';
