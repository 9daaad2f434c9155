export { AppProcess, type AppName } from './app-process.fixture';
export { aBatch, type BatchShape } from './batch.factory';
export { BatchClient, type BatchState } from './batch-client';
export { discrepancies, NOTHING_WRONG, type Discrepancies, type ScoredRow } from './exactly-once';
export { copyModels, type ModelsCopy } from './models-copy.fixture';
export { startRedis, type TestRedis } from './redis.fixture';
export { TestSystem, type SystemOptions } from './system.fixture';
export { until } from './until';
