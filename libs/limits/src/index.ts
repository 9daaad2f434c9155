export { DailyRows } from './daily-rows';
export type { Limit } from './limit';
export { LimitStorage, type LimitsRedis } from './limit-storage';
export { Nonces } from './nonces';
export type { Verdict } from './verdict';
