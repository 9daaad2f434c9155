export { actionFor, bandsWithThreshold, type Action, type Bands } from './action';
export { reasonsFor, ROW_REASONS, type RowReason } from './row-reasons';
export { SessionAccumulator } from './session-accumulator';
export { mergeAggregates, type ScoredRow, type SessionAggregate } from './session-aggregate';
export { SESSION_FEATURES, sessionFeatures, type SessionFeature } from './session-features';
export { SESSION_REASONS, type SessionReason } from './session-reasons';
export { sessionVerdict, type SessionVerdict } from './session-verdict';
export { type Streak } from './streak';
export type { TopRow } from './top-rows';
