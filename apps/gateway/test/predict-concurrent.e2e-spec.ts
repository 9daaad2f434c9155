import fc from 'fast-check';
import type { Predictions } from '../src/predict/predict';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import { taken } from './taken';

interface Caller {
  readonly model: string;
  readonly scores: readonly number[];
  /** This row cannot be scored. */
  readonly badRow: number | null;
}

const callers = fc.array(
  fc.record<Caller>({
    // Inline and gathered; in a thread; a table.
    model: fc.constantFrom('abuse', 'dear', 'amounts'),
    scores: fc.array(
      fc.integer({ min: 0, max: 1_000 }).map((n) => n / 1_000),
      { minLength: 1, maxLength: 8 },
    ),
    badRow: fc.option(fc.nat(7), { freq: 5 }),
  }),
  { minLength: 2, maxLength: 24 },
);

describe('concurrent callers', () => {
  let running: RunningPredictApp;
  beforeAll(async () => {
    running = await startPredictApp();
  });
  afterAll(() => running.close());

  const ask = ({ model, scores, badRow }: Caller): Promise<Response> => {
    const isBad = (row: number): boolean => row === badRow;
    const rows =
      model === 'amounts'
        ? { instances: scores.map((amount, row) => ({ amount: isBad(row) ? 2 : amount })) }
        : { texts: scores.map((score, row) => (isBad(row) ? ' ' : String(score))) };
    const headers = { 'content-type': 'application/json' };
    const call = { method: 'POST', headers, body: JSON.stringify({ model, ...rows }) };
    return taken(() => fetch(`${running.url}/predict`, call));
  };

  it('get each exactly the scores of their rows, in order, whatever the others send', async () => {
    await fc.assert(
      fc.asyncProperty(callers, async (all) => {
        const answers = await Promise.all(all.map(ask));
        for (const [i, { scores, badRow }] of all.entries()) {
          const answer = answers[i];
          const isGood = badRow === null || badRow >= scores.length;
          expect(answer?.status).toBe(isGood ? 200 : 422);
          if (!isGood) continue;
          const { predictions } = (await answer?.json()) as Predictions;
          expect(predictions.map(({ score }) => score)).toEqual(scores);
        }
      }),
      { numRuns: 60 },
    );
  });
});
