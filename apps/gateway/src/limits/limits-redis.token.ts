/** Injects the client and the breaker of the limits: `@Inject(LIMITS_REDIS) { redis, breaker }: LimitsRedis`. */
export const LIMITS_REDIS = Symbol('LIMITS_REDIS');
