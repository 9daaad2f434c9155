export type { Inference } from './inference';
export type { InferenceObserver } from './inference-observer';
export type { InferenceOptions } from './inference-options';
export { InferenceService } from './inference-service';
export type { InstanceReader, LiveModel, Scored, ScoreOptions } from './live-model';
export type { ModelState, ModelStatus } from './model-status';
export { findSessionModel, type SessionJudgement } from './sessions/find-session-model';
export { isSessionModel, sessionRisks } from './sessions/session-risks';
export { profileScoring, type ScoringProfile } from './runtime/profile-scoring';
