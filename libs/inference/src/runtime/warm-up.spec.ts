import { warmUp } from './warm-up';

describe('warmUp', () => {
  /** A scorer whose runs take as long as `durationMs` says, by a clock of its own. */
  function timed(durationMs: (run: number) => number): {
    readonly scorer: Parameters<typeof warmUp>[0];
    readonly now: () => number;
  } {
    let nowMs = 0;
    let run = 0;
    const score = (): ReturnType<Parameters<typeof warmUp>[0]['score']> => {
      nowMs += durationMs(run++);
      return Promise.resolve({ scores: new Float64Array(1), categories: null });
    };
    return { scorer: { score }, now: () => nowMs };
  }

  it('is not misled by a machine that is busy in nearly every run', async () => {
    const { scorer, now } = timed((run) => (run % 5 === 4 ? 0.05 : 3));
    expect(await warmUp(scorer, ['a', 'b', 'c'], 60, now)).toBeCloseTo(0.05);
  });

  it('tells a typical row, neither the dearest nor the cheapest', async () => {
    const costs = [1, 2, 30];
    const { scorer, now } = timed((run) => costs[run % 3] ?? 0);
    expect(await warmUp(scorer, ['a', 'b', 'c'], 30, now)).toBeCloseTo(2);
  });

  it('measures what there is when it runs less often than there are rows', async () => {
    const { scorer, now } = timed(() => 2);
    expect(await warmUp(scorer, ['a', 'b', 'c'], 2, now)).toBeCloseTo(2);
  });
});
