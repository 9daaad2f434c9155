import { createLogger, loadConfig } from '@sluice/platform';
import { TrialBoard, type RolloutRecord } from '@sluice/rollouts';
import { startRedis, until, type TestRedis } from '@sluice/testing';
import type { Redis } from 'ioredis';
import { connectAside } from '../store/aside-redis';
import { Trial } from './trial';

const RECORD: RolloutRecord = { revision: 1, at: 0, rollout: { weights: { '1.0.0': 50, '2.0.0': 50 } }, versions: [] };

describe('the counts of a trial', () => {
  let redis: TestRedis;
  let client: Redis;
  let board: TrialBoard;
  beforeEach(async () => {
    redis = await startRedis();
    const config = loadConfig({ REDIS_URL: redis.url, LOG_LEVEL: 'silent' });
    client = connectAside(config, createLogger(config, 'test'), 50, 'nothing here');
    await until('a connection', () => (client.status === 'ready' ? true : undefined));
    board = new TrialBoard(client);
  });
  afterEach(async () => {
    client.disconnect();
    await redis.stop();
  });

  const failuresOf = (trial: Trial): Promise<number> =>
    until('an answer of Redis', async () => {
      const read = await board.read(trial.model, 1).catch(() => undefined);
      return read?.tally.live('1.0.0').get('failed');
    });
  /** Until Redis has them: here it has 50 ms, and is asked again. */
  const arrival = (trial: Trial): Promise<true> =>
    until('the arrival of the counts', async () => {
      await trial.handOn(board);
      return trial.unheard.entries().length === 0 ? true : undefined;
    });

  it('add up over processes', async () => {
    const [trial, other] = [new Trial('abuse', RECORD), new Trial('abuse', RECORD)];
    for (const process of [trial, other, trial]) {
      process.counts.live('1.0.0').failed();
      await arrival(process);
    }
    expect(await failuresOf(trial)).toBe(3);
  });

  it('count once when Redis takes them and its answer comes too late, and none is lost', async () => {
    const trial = new Trial('abuse', RECORD);
    process.kill(redis.pid, 'SIGSTOP');
    try {
      for (let second = 0; second < 3; second++) {
        trial.counts.live('1.0.0').failed();
        await trial.handOn(board);
      }
      expect(trial.unheard.live('1.0.0').get('failed')).toBe(3);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    await arrival(trial);
    expect(await failuresOf(trial)).toBe(3);
  });
});
