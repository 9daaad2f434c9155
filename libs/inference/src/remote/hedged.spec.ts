import { HedgeBudget } from './hedge-budget';
import { hedged, type HedgeOptions } from './hedged';
import { LatencyWindow } from './latency-window';

const NEVER = { attempts: 2, afterMs: 60_000, mayHedge: () => true, isFinal: () => false };
const AT_ONCE: HedgeOptions = { ...NEVER, afterMs: 0 };

/** Never answers; rejects when it is cancelled. */
const silent = (signal: AbortSignal): Promise<string> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('cancelled'));
    });
  });

describe('hedged', () => {
  it('takes the faster of two, and cancels the other', async () => {
    const signals: AbortSignal[] = [];
    const answer = await hedged((attempt, signal) => {
      signals.push(signal);
      return attempt === 0 ? silent(signal) : Promise.resolve('second');
    }, AT_ONCE);
    expect([answer, signals.length, signals[0]?.aborted]).toEqual(['second', 2, true]);
  });

  it('makes one try while that may answer soon', async () => {
    let tries = 0;
    const answer = await hedged(() => Promise.resolve(`try ${++tries}`), NEVER);
    expect([answer, tries]).toEqual(['try 1', 1]);
  });

  it('makes the second at once when the first fails, whatever the budget', async () => {
    const ask = (attempt: number): Promise<string> =>
      attempt === 0 ? Promise.reject(new Error('down')) : Promise.resolve('second');
    expect(await hedged(ask, { ...NEVER, mayHedge: () => false })).toBe('second');
  });

  it('waits for the second when the first fails beside it', async () => {
    let failFirst = (): void => undefined;
    const answer = await hedged((attempt) => {
      if (attempt === 0) {
        return new Promise<string>((_, reject) => {
          failFirst = () => {
            reject(new Error('late failure'));
          };
        });
      }
      failFirst();
      // A turn of the event loop after the failure.
      return new Promise<string>((resolve) =>
        setImmediate(() => {
          resolve('second');
        }),
      );
    }, AT_ONCE);
    expect(answer).toBe('second');
  });

  it('fails with the last error when both do, and at once when it is final', async () => {
    const failing = (attempt: number): Promise<string> => Promise.reject(new Error(`try ${attempt}`));
    await expect(hedged(failing, NEVER)).rejects.toThrow('try 1');
    await expect(hedged(failing, { ...NEVER, isFinal: () => true })).rejects.toThrow('try 0');
    await expect(hedged(failing, { ...NEVER, attempts: 1 })).rejects.toThrow('try 0');
  });
});

describe('HedgeBudget', () => {
  it('lets a share of the calls be hedged, and saves up a few', () => {
    const budget = new HedgeBudget(0.05);
    expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false]);
    let hedges = 0;
    for (let call = 0; call < 1_000; call++) {
      budget.earn();
      if (budget.spend()) hedges++;
    }
    expect(Math.abs(hedges - 50)).toBeLessThanOrEqual(1);
    for (let call = 0; call < 10_000; call++) budget.earn();
    const saved = Array.from({ length: 20 }, () => budget.spend()).filter(Boolean).length;
    expect(saved).toBe(10);
  });
});

describe('LatencyWindow', () => {
  it('knows the 95th percentile of the last calls once there are enough', () => {
    const window = new LatencyWindow();
    for (let ms = 1; ms <= 31; ms++) window.observe(ms);
    expect(window.p95Ms).toBeNull();
    window.observe(32);
    expect(window.p95Ms).toBe(31);
    for (let i = 0; i < 256; i++) window.observe(i % 100 < 90 ? 1 : 100);
    expect(window.p95Ms).toBe(100);
  });
});
