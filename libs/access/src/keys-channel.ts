/** Redis channel on which somebody says that keys have changed; what changed is in the object store. */
export const KEYS_CHANNEL = '{sluice}:keys';
