import fc from 'fast-check';
import { inFlight } from './in-flight';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield await Promise.resolve(i);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('inFlight', () => {
  it('gives the results in order, and never has more calls under way than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 5 }), async (count, limit) => {
        let [running, most] = [0, 0];
        const work = async (i: number): Promise<number> => {
          most = Math.max(most, ++running);
          for (let turn = 0; turn < (i * 7) % 4; turn++) await Promise.resolve();
          running--;
          return i * 2;
        };
        expect(await collect(inFlight(numbers(count), limit, work))).toEqual(
          Array.from({ length: count }, (_, i) => i * 2),
        );
        expect(most).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('passes a failure on to whoever reads', async () => {
    const work = (i: number): Promise<number> => (i === 2 ? Promise.reject(new Error('third')) : Promise.resolve(i));
    await expect(collect(inFlight(numbers(5), 3, work))).rejects.toThrow('third');
  });
});
