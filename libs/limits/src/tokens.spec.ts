import fc from 'fast-check';
import type { Granted, Limit } from './limit';
import { SlidingWindow } from './sliding-window';
import { Tokens, type TokenRequest } from './tokens';
import type { Verdict } from './verdict';

/** One limit that several processes share, and a clock that only tests move. */
class Shared {
  nowMs = 0;
  answers = true;
  readonly requests: TokenRequest[] = [];
  private readonly window: SlidingWindow;

  /** @param ownShare of a process while nobody answers */
  constructor(
    private readonly limit: Limit,
    private readonly ownShare = 1,
  ) {
    this.window = new SlidingWindow(limit);
  }

  get asked(): number {
    return this.requests.length;
  }

  process(): Tokens {
    return new Tokens(
      this.limit,
      { ...this.limit, limit: this.ownShare },
      (request) => Promise.resolve(this.answer(request)),
      () => this.nowMs,
    );
  }

  private answer(request: TokenRequest): Granted | null {
    this.requests.push(request);
    const { wanted, owed } = request;
    if (!this.answers) return null;
    this.window.take(owed, this.nowMs);
    return this.window.take(wanted, this.nowMs);
  }
}

const allowedOf = (verdicts: readonly Verdict[]): number => verdicts.filter(({ allowed }) => allowed).length;

describe('Tokens', () => {
  it('of a low limit let exactly the limit through, whatever comes at once to whichever process', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 999 }),
        fc.array(fc.array(fc.nat(3), { maxLength: 40 }), { maxLength: 20 }),
        async (limit, bursts) => {
          const shared = new Shared({ limit, windowMs: 60_000 });
          const processes = Array.from({ length: 4 }, () => shared.process());
          const verdicts: Verdict[] = [];
          for (const burst of bursts) {
            verdicts.push(...(await Promise.all(burst.map(async (process) => processes[process]?.take(1) ?? never()))));
          }
          expect(allowedOf(verdicts)).toBe(Math.min(limit, bursts.flat().length));
        },
      ),
    );
  });

  it('takes all of several tokens, or none', async () => {
    const tokens = new Shared({ limit: 10, windowMs: 1_000 }).process();
    const verdicts = await Promise.all([tokens.take(6), tokens.take(6), tokens.take(4)]);
    expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, false, true]);
  });

  it('of a high limit are leased: few questions for many calls, and never more than the limit', async () => {
    const shared = new Shared({ limit: 10_000, windowMs: 60_000 });
    const tokens = shared.process();
    let allowed = 0;
    for (let call = 0; call < 12_000; call++) allowed += Number((await tokens.take(1)).allowed);
    expect(allowed).toBe(10_000);
    expect(shared.asked).toBeLessThan(120);
  });

  it('of a high limit are not leased ahead for calls that come now and then', async () => {
    const shared = new Shared({ limit: 1_000, windowMs: 86_400_000 });
    const tokens = shared.process();
    let allowed = 0;
    for (let call = 0; call < 1_000; call++) {
      shared.nowMs += 60_000;
      allowed += Number((await tokens.take(1)).allowed);
    }
    expect(allowed).toBe(1_000);
  });

  it('say what is left and when tokens are free again, leased or not', async () => {
    const shared = new Shared({ limit: 10_000, windowMs: 60_000 });
    const tokens = shared.process();
    for (let taken = 1; taken <= 900; taken++) {
      expect(await tokens.take(1)).toEqual({
        ...{ allowed: true, remaining: 10_000 - taken, resetMs: 66_000 - shared.nowMs, isLocal: false },
      });
      shared.nowMs++;
    }
    expect(shared.asked).toBeLessThan(30);
  });

  it('are leased from a limit of a thousand, and never more than a hundredth of it ahead', async () => {
    const aheadOf = async (limit: number): Promise<number> => {
      const shared = new Shared({ limit, windowMs: 60_000 });
      const tokens = shared.process();
      for (let call = 0; call < 500; call++) await tokens.take(1);
      return Math.max(...shared.requests.map(({ wanted }) => wanted - 1));
    };
    expect([await aheadOf(999), await aheadOf(1_000), await aheadOf(2_500)]).toEqual([0, 10, 25]);
  });

  it.each([
    ['a second', 60_000, 1_000],
    ['a tenth of a short window', 5_000, 500],
  ])('are held for %s, then given back with the next question, which asks for less', async (_, windowMs, leaseMs) => {
    const shared = new Shared({ limit: 10_000, windowMs });
    const tokens = shared.process();
    // Asks for 1, 2, 3, 5 and 9: eight of the last are ahead.
    for (let call = 0; call < 12; call++) await tokens.take(1);
    expect(shared.requests.map(({ wanted }) => wanted)).toEqual([1, 2, 3, 5, 9]);
    shared.nowMs += leaseMs - 1;
    await tokens.take(1);
    expect(shared.asked).toBe(5);
    shared.nowMs += 1;
    await tokens.take(1);
    expect(shared.requests.at(-1)).toMatchObject({ wanted: 3, returned: 7, slot: 0 });
  });

  it.each([
    ['for a second', 60_000, 1_000],
    ['until the first are free again, if that is sooner', 500, 550],
  ])('are not asked for again after a refusal %s', async (_, windowMs, refusedMs) => {
    const shared = new Shared({ limit: 1, windowMs });
    const tokens = shared.process();
    expect(await tokens.take(1)).toMatchObject({ allowed: true });
    expect(await tokens.take(1)).toMatchObject({ allowed: false });
    shared.nowMs += refusedMs - 1;
    expect(await tokens.take(1)).toMatchObject({ allowed: false });
    expect(shared.asked).toBe(2);
    shared.nowMs += 1;
    await tokens.take(1);
    expect(shared.asked).toBe(3);
  });

  it('asks nobody again while nothing can have come back', async () => {
    const shared = new Shared({ limit: 5, windowMs: 1_000 });
    const tokens = shared.process();
    for (let call = 0; call < 100; call++) await tokens.take(1);
    expect(shared.asked).toBe(6);
    shared.nowMs += 1_100;
    expect(await tokens.take(1)).toMatchObject({ allowed: true });
  });

  it('fall back to the share of the process; all hear of what it has spent when they count together again', async () => {
    const shared = new Shared({ limit: 3, windowMs: 1_000 });
    const tokens = shared.process();
    shared.answers = false;
    const alone = [await tokens.take(1), await tokens.take(1)];
    expect(alone).toMatchObject([
      { allowed: true, isLocal: true },
      { allowed: false, isLocal: true },
    ]);
    shared.answers = true;
    expect(await tokens.take(1)).toMatchObject({ allowed: true, isLocal: false, remaining: 1 });
  });

  it('tell once what the process has spent of its share alone', async () => {
    const shared = new Shared({ limit: 100, windowMs: 1_000 }, 5);
    const tokens = shared.process();
    shared.answers = false;
    for (const count of [1, 2, 3]) await tokens.take(count);
    shared.answers = true;
    expect([await tokens.take(1), await tokens.take(1)]).toMatchObject([{ remaining: 96 }, { remaining: 95 }]);
    expect(shared.requests.slice(3).map(({ owed }) => owed)).toEqual([3, 0]);
  });
});

function never(): never {
  throw new Error('there is no such process');
}
