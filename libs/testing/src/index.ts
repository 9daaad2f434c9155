export { AppProcess } from './app-process.fixture';
export { aBatch, type BatchShape } from './batch.factory';
export type { BatchState } from './batch-client';
export { discrepancies, NOTHING_WRONG, type Discrepancies, type ScoredRow } from './exactly-once';
export { startRedis, type TestRedis } from './redis.fixture';
export { TestS3 } from './s3-server.fixture';
export { TcpProxy } from './tcp-proxy.fixture';
export { TestSystem, type SystemOptions } from './system.fixture';
export { until } from './until';
