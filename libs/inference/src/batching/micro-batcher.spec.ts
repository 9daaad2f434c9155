import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { ModelRows } from '@sluice/contracts';
import type { Scored, ScoreOptions } from '../live-model';
import { columnsOf } from '../rows/columns-of';
import { isTexts, textsOf } from '../rows/texts-of';
import { MicroBatcher, type MicroBatcherOptions } from './micro-batcher';

/** A text is its own score; one that is no number fails the run it is in. */
function scoreNumbers(rows: ModelRows): Promise<Scored> {
  const scores = Float64Array.from(textsOf(rows), Number);
  return scores.some(Number.isNaN)
    ? Promise.reject(new Error('not a number'))
    : Promise.resolve({ scores, categories: null });
}

/** Two categories a row, and none unless they are wanted. */
async function scoreWithCategories(rows: ModelRows, wanted: boolean): Promise<Scored> {
  const { scores } = await scoreNumbers(rows);
  const categories = Float64Array.from([...scores].flatMap((score) => [score + 0.25, score + 0.5]));
  return { scores, categories: wanted ? categories : null };
}

type Score = (rows: ModelRows, categories: boolean) => Promise<Scored>;

function aBatcher(options: Partial<Omit<MicroBatcherOptions, 'score'>> & { readonly score?: Score } = {}): {
  batcher: MicroBatcher;
  runs: string[][];
} {
  const runs: string[][] = [];
  const defaults = {
    ...{ maxRows: 8, maxChars: 100, maxInFlight: 1 },
    ...{ maxWaitingRows: 10_000, maxAgeMs: Infinity, maxWaitMs: Infinity, longestRunMs: Infinity },
  };
  const { score = scoreNumbers, ...bounds } = options;
  const batcher = new MicroBatcher({
    ...defaults,
    ...bounds,
    score: async (rows, categories) => {
      runs.push(isTexts(rows) ? [...rows] : []);
      const startedMs = performance.now();
      return { scored: await score(rows, categories), durationMs: performance.now() - startedMs };
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

  it('gives categories to those who want them alone', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.infiniteStream(fc.boolean()), async (numbers, wishes) => {
        const { batcher } = aBatcher({ score: scoreWithCategories });
        const wanted = numbers.map(() => wishes.next().value === true);
        const scored = await Promise.all(
          numbers.map((rows, call) => batcher.submit(rows.map(String), 0, { categories: wanted[call] ?? false })),
        );
        expect(scored.map(({ scores }) => [...scores])).toEqual(numbers);
        expect(scored.map(({ categories }) => categories && [...categories])).toEqual(
          numbers.map((rows, call) => (wanted[call] === true ? rows.flatMap((row) => [row + 0.25, row + 0.5]) : null)),
        );
      }),
    );
  });

  it('gathers the columns of instances', async () => {
    const tables = [[1, 2], [3], [4, 5, 6]].map((rows) => ({
      length: rows.length,
      columns: [Float64Array.from(rows)],
    }));
    const runs: number[] = [];
    const { batcher } = aBatcher({
      score: (rows) => {
        runs.push(rows.length);
        return Promise.resolve({ scores: Float64Array.from(columnsOf(rows, 1)[0] ?? [], Number), categories: null });
      },
    });
    const scored = await Promise.all(tables.map((rows) => batcher.submit(rows, 0)));
    expect(scored.map(({ scores }) => [...scores])).toEqual([[1, 2], [3], [4, 5, 6]]);
    expect(runs).toEqual([6]);
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

  it('refuses at once what would wait too long, by the pace of the runs so far, and takes any call when it is idle', async () => {
    const { batcher } = aBatcher({
      ...{ maxWaitMs: 100, longestRunMs: 50, maxRows: 1_000 },
      score: async (rows) => {
        await pause(10 * rows.length);
        return scoreNumbers(rows);
      },
    });
    await submit(batcher, ['0']);
    const settled = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => submit(batcher, [String(i)])));
    const refused = settled.map(({ status }) => status === 'rejected');
    // Sixteen take 160 ms, and so many are taken in any case.
    expect(refused).toEqual(Array.from({ length: 30 }, (_, i) => i >= 16));
    expect(await submit(batcher, ['1', '2', '3', '4', '5', '6', '7', '8'])).toHaveLength(8);
  });

  it('gathers no more than is scored soon', async () => {
    const { batcher, runs } = aBatcher({
      longestRunMs: 20,
      score: async (rows) => {
        await pause(30);
        return scoreNumbers(rows);
      },
    });
    await submit(batcher, ['0']);
    await Promise.all([submit(batcher, ['1']), submit(batcher, ['2', '3'])]);
    expect(runs).toEqual([['0'], ['1'], ['2', '3']]);
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
