import fc from 'fast-check';
import type { ModelRows } from '@sluice/contracts';
import type { Scored, ScoreOptions } from '../live-model';
import { textsOf } from '../rows/texts-of';
import { MicroBatcher, type MicroBatcherOptions } from './micro-batcher';

/** A text is its own score; one that is no number fails the run it is in. */
function scoreNumbers(rows: ModelRows): Promise<Scored> {
  const scores = Float64Array.from(textsOf(rows), Number);
  return scores.some(Number.isNaN)
    ? Promise.reject(new Error('not a number'))
    : Promise.resolve({ scores, categories: null });
}

function aBatcher(options: Partial<MicroBatcherOptions> = {}): { batcher: MicroBatcher; runs: string[][] } {
  const runs: string[][] = [];
  const defaults = { maxRows: 8, maxChars: 100, maxInFlight: 1, maxWaitingRows: 10_000, maxAgeMs: Infinity };
  const { score = scoreNumbers, ...bounds } = options;
  const batcher = new MicroBatcher({
    ...defaults,
    ...bounds,
    score: (rows, categories) => {
      runs.push([...textsOf(rows)]);
      return score(rows, categories);
    },
  });
  return { batcher, runs };
}

async function submit(
  batcher: MicroBatcher,
  texts: readonly string[],
  options: ScoreOptions = {},
): Promise<Float64Array> {
  return (await batcher.submit(texts, texts.join('').length, options)).scores;
}

/** A run that ends when the test says so. */
function aGate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

const calls = fc.array(fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 40,
});

describe('MicroBatcher', () => {
  it('gives each of N concurrent callers exactly its rows', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 4 }), async (numbers, maxInFlight) => {
        const { batcher } = aBatcher({ maxInFlight });
        const scores = await Promise.all(numbers.map((rows) => submit(batcher, rows.map(String))));
        expect(scores.map((rows) => [...rows])).toEqual(numbers);
      }),
    );
  });

  it('fails only the caller whose rows cannot be scored', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.nat(), async (numbers, seed) => {
        const { batcher } = aBatcher();
        const bad = seed % numbers.length;
        const texts = numbers.map((rows, index) =>
          index === bad ? [...rows.map(String), 'poison'] : rows.map(String),
        );
        const settled = await Promise.allSettled(texts.map((rows) => submit(batcher, rows)));
        expect(settled.map(({ status }) => status === 'rejected')).toEqual(numbers.map((_, index) => index === bad));
        const good = settled.flatMap((call) => (call.status === 'fulfilled' ? [[...call.value]] : []));
        expect(good).toEqual(numbers.filter((_, index) => index !== bad));
      }),
    );
  });

  it('gathers what has arrived, up to maxRows and maxChars, and lets a larger call run alone', async () => {
    const { batcher, runs } = aBatcher({ maxRows: 3, maxChars: 10 });
    await Promise.all(
      [['1', '2'], ['3'], ['4'], ['12345', '12345'], ['5'], ['6', '7', '8', '9']].map((rows) => submit(batcher, rows)),
    );
    expect(runs).toEqual([['1', '2', '3'], ['4'], ['12345', '12345'], ['5'], ['6', '7', '8', '9']]);
  });

  it('refuses at once what would wait behind too many rows', async () => {
    const { batcher } = aBatcher({ maxWaitingRows: 4 });
    const accepted = [submit(batcher, ['1', '2']), submit(batcher, ['3', '4'])];
    await expect(submit(batcher, ['5'])).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterS: 1 });
    expect(await Promise.all(accepted)).toHaveLength(2);
    await expect(submit(batcher, ['5'])).resolves.toEqual(Float64Array.of(5));
  });

  it('refuses calls that waited longer than the age bound while runs were under way', async () => {
    const { opened, open } = aGate();
    const { batcher } = aBatcher({
      maxAgeMs: -1,
      maxRows: 1,
      score: (rows) => opened.then(() => scoreNumbers(rows)),
    });
    const waited = submit(batcher, ['1']);
    await expect(submit(batcher, ['2'])).rejects.toMatchObject({ code: 'OVERLOADED' });
    open();
    await expect(waited).rejects.toMatchObject({ code: 'OVERLOADED' });
  });

  it('drops a call past its deadline before it is scored, and serves the others', async () => {
    const { batcher, runs } = aBatcher();
    const late = submit(batcher, ['1'], { deadlineMs: performance.now() - 1 });
    const inTime = submit(batcher, ['2'], { deadlineMs: performance.now() + 60_000 });
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect(inTime).resolves.toEqual(Float64Array.of(2));
    expect(runs).toEqual([['2']]);
  });

  it('keeps at most maxInFlight runs under way', async () => {
    const { opened, open } = aGate();
    const { batcher, runs } = aBatcher({
      maxRows: 1,
      maxInFlight: 2,
      score: (rows) => opened.then(() => scoreNumbers(rows)),
    });
    const answers = Promise.all(['1', '2', '3', '4'].map((text) => submit(batcher, [text])));
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(runs).toHaveLength(2);
    open();
    expect(await answers).toHaveLength(4);
  });

  it('answers what it accepted before it is drained, and refuses what comes later', async () => {
    const { batcher } = aBatcher();
    const accepted = submit(batcher, ['1']);
    const drained = batcher.drain();
    await expect(submit(batcher, ['2'])).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await drained;
    await expect(accepted).resolves.toEqual(Float64Array.of(1));
  });
});
