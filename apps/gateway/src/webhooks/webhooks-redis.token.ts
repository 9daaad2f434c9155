/** Redis for the counts of webhooks. */
export const WEBHOOKS_REDIS = Symbol('WEBHOOKS_REDIS');
