/** Hash tag, so that every key of the queues lies in one slot of a Redis cluster. */
export const QUEUE_PREFIX = '{sluice}';
export const QUEUE_NAMES = ['plan', 'score', 'finish', 'session', 'webhooks'] as const;

/**
 * Measured: a dead worker's job is picked up after lock plus check; the default of one stall loses jobs under rolling kills, and `attempts` does not help.
 * Deaths are counted by claims in the object store, not by BullMQ.
 */
export const WORKER_SETTINGS = { lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 100 } as const;
