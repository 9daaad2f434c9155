export { checkRollout, type VersionFacts } from './check-rollout';
export { chooseShare } from './choose-share';
export { DEFAULT_GUARD, type Breach, type Guard } from './guard';
export { ReloadSignals } from './reload-signals';
export type { Rollback, Rollout, RolloutCanary, RolloutRecord } from './rollout';
export { RolloutFollower, type FollowingProcess } from './rollout-follower';
export { RolloutLedger } from './rollout-ledger';
export { sharesOf, stableOf, versionsOf, type Share } from './shares-of';
export { latencyQuantileMs } from './trial/histogram-bins';
export { TrialBoard, type TrialCounts } from './trial/trial-board';
export { TrialTally, type ActionMatrix, type TrialEntries } from './trial/trial-tally';
export type { JudgedRow, VersionTally } from './trial/version-tally';
export { breaches, errorRate } from './verdict/breaches';
export {
  compareVersions,
  VERDICT_REASONS,
  type Agreement,
  type Comparison,
  type Verdict,
  type VerdictReason,
} from './verdict/compare-versions';
export type { McNemarTest } from './verdict/mcnemar';
