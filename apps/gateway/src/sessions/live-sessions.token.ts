export const LIVE_SESSIONS = Symbol('LIVE_SESSIONS');
export const SESSION_BREAKER = Symbol('SESSION_BREAKER');
export const SESSION_REDIS = Symbol('SESSION_REDIS');
