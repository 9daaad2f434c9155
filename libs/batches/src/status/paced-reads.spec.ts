import { PacedReads } from './paced-reads';

describe('PacedReads', () => {
  let value: number;
  let reads: number;
  let paced: PacedReads<number>;

  beforeEach(() => {
    jest.useFakeTimers();
    [value, reads] = [0, 0];
    paced = new PacedReads();
  });
  afterEach(() => jest.useRealTimers());

  const ask = (key = 'batch'): Promise<number> =>
    paced.read(key, () => {
      reads++;
      return Promise.resolve(value);
    });

  it('answers the first at once, and a thousand after it by one read', async () => {
    expect(await ask()).toBe(0);
    const answers = Promise.all(Array.from({ length: 1_000 }, () => ask()));
    value = 1;
    await jest.advanceTimersByTimeAsync(50);
    expect(new Set(await answers)).toEqual(new Set([1]));
    expect(reads).toBe(2);
  });

  it('shows whoever changed something what they changed', async () => {
    const before = ask();
    value = 1;
    const after = ask();
    await jest.advanceTimersByTimeAsync(50);
    expect([await before, await after]).toEqual([0, 1]);
  });

  it('keeps nobody waiting for another thing, nor after a pause', async () => {
    await ask('a');
    await ask('b');
    await jest.advanceTimersByTimeAsync(50);
    await ask('a');
    expect(reads).toBe(3);
  });

  it('answers again after a read that failed', async () => {
    await expect(paced.read('batch', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    const next = ask();
    await jest.advanceTimersByTimeAsync(50);
    expect(await next).toBe(0);
  });
});
