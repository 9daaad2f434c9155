export { checkRollout, type VersionFacts } from './check-rollout';
export { chooseShare } from './choose-share';
export { RolloutLedger } from './rollout-ledger';
export type { Rollout, RolloutCanary, RolloutRecord } from './rollout';
export { sharesOf, stableOf, type Share } from './shares-of';
