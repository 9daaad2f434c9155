/** Injects the client that hears of changed keys: `@Inject(KEYS_REDIS) redis: Redis`. It subscribes, so it takes no other command. */
export const KEYS_REDIS = Symbol('KEYS_REDIS');
