import { aBatch, TestSystem, until } from '@sluice/testing';

interface Scaler {
  readonly rows_left: number;
  readonly rows_per_second: number;
  readonly seconds_to_drain: number | null;
  readonly oldest_age_seconds: number;
  readonly workers: number | null;
}

describe('GET /scaler', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({ workers: 0 });
  });
  afterAll(() => system.stop());

  /** Once Redis answers in time: until then nobody knows of workers. */
  const scaler = (url = system.url): Promise<Scaler> =>
    until('the number of workers', async () => {
      const now = (await (await fetch(`${url}/v1/scaler`)).json()) as Scaler;
      return now.workers === null ? undefined : now;
    });

  it('says that nothing is left to do', async () => {
    expect(await scaler()).toEqual({
      rows_left: 0,
      rows_per_second: 0,
      seconds_to_drain: 0,
      oldest_age_seconds: 0,
      workers: 0,
    });
  });

  it('counts the rows of files that nobody has read yet, then what is left, and nothing at the end', async () => {
    const small = await system.submit('text\nhello\nyou there\n');
    const large = await system.submit(aBatch({ rows: 40_000 }));
    const waiting = await scaler();
    expect(waiting).toMatchObject({ rows_per_second: 0, seconds_to_drain: null, workers: 0 });
    // The large one is estimated by its first 64 KiB.
    expect(Math.abs(waiting.rows_left - 40_002)).toBeLessThan(4_000);
    expect(waiting.oldest_age_seconds).toBeGreaterThan(0);

    // Nobody ends a batch, so it is there to be looked at however late that is.
    await system.startWorker({ WORKER_QUEUES: 'plan,score' });
    const running = await until('rows that are scored', async () => {
      const now = await scaler();
      return now.rows_per_second > 0 && now.rows_left < 40_000 ? now : undefined;
    });
    expect(running.workers).toBe(1);
    expect(running.seconds_to_drain).toBe(Math.ceil(running.rows_left / running.rows_per_second));
    await system.startWorker({ WORKER_QUEUES: 'finish' });
    await Promise.all([system.finished(small), system.finished(large)]);
    expect(await scaler()).toMatchObject({ rows_left: 0, seconds_to_drain: 0, oldest_age_seconds: 0 });
  });

  it('counts no rows of a batch that is being cancelled', async () => {
    await system.stopWorkers();
    const id = await system.submit(aBatch({ rows: 1_000 }));
    await system.cancel(id);
    expect(await scaler()).toMatchObject({ rows_left: 0, seconds_to_drain: 0 });
  });

  it('needs a worker for each queue, wherever it runs', async () => {
    const others = await TestSystem.start({ env: { WORKER_QUEUES: 'plan,finish' } });
    try {
      const id = await others.submit(aBatch({ rows: 500 }));
      const { workers } = await until('the plan', async () => {
        const { state } = await others.status(id);
        return state === 'scoring' ? scaler(others.url) : undefined;
      });
      expect(workers).toBe(0);
      await others.startWorker({ WORKER_QUEUES: 'score' });
      expect(await others.finished(id)).toMatchObject({ state: 'completed' });
    } finally {
      await others.stop();
    }
  });
});
