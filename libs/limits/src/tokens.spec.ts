import fc from 'fast-check';
import type { Granted, Limit } from './limit';
import { SlidingWindow } from './sliding-window';
import { Tokens, type TokenRequest } from './tokens';
import type { Verdict } from './verdict';

/** One limit that several processes share, and a clock that only tests move. */
class Shared {
  nowMs = 0;
  asked = 0;
  answers = true;
  private readonly window: SlidingWindow;

  constructor(private readonly limit: Limit) {
    this.window = new SlidingWindow(limit);
  }

  process(): Tokens {
    return new Tokens(
      this.limit,
      { ...this.limit, limit: 1 },
      (request) => Promise.resolve(this.answer(request)),
      () => this.nowMs,
    );
  }

  private answer({ wanted, owed }: TokenRequest): Granted | null {
    this.asked++;
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
});

function never(): never {
  throw new Error('there is no such process');
}
