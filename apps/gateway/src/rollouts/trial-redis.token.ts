/** Injects the Redis client of trials. */
export const TRIAL_REDIS = Symbol('TRIAL_REDIS');
