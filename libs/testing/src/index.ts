export { startRedis, type TestRedis } from './redis.fixture';
