import fc from 'fast-check';
import { CircuitBreaker, type CallOutcome } from './circuit-breaker';

const OPTIONS = { consecutive: 5, window: 20, pauseMs: 1_000, longestPauseMs: 4_000 };

describe('CircuitBreaker', () => {
  let nowMs = 0;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    nowMs = 0;
    breaker = new CircuitBreaker(OPTIONS, () => nowMs);
  });

  function call(outcome: CallOutcome): void {
    const permit = breaker.acquire();
    if (permit) breaker.report(permit, outcome);
  }
  function fail(times: number): void {
    for (let i = 0; i < times; i++) call('failed');
  }

  function failThenAnswer(): void {
    call('failed');
    call('ok');
  }

  it('opens after failures in a row, and lets nothing through until its pause is over', () => {
    fail(4);
    expect(breaker.state).toBe('closed');
    fail(1);
    expect([breaker.state, breaker.acquire(), breaker.waitMs]).toEqual(['open', null, 1_000]);
    nowMs = 999;
    expect(breaker.acquire()).toBeNull();
  });

  it('lets one probe through, which closes it', () => {
    fail(5);
    nowMs = 1_000;
    expect([breaker.acquire(), breaker.acquire()]).toEqual(['probe', null]);
    breaker.report('probe', 'ok');
    expect([breaker.state, breaker.acquire()]).toEqual(['closed', 'call']);
    fail(4);
    expect(breaker.state).toBe('closed');
  });

  it('waits twice as long after each failed probe, up to a bound', () => {
    fail(5);
    const pauses = Array.from({ length: 4 }, () => {
      nowMs += breaker.waitMs;
      fail(1);
      return breaker.waitMs;
    });
    expect(pauses).toEqual([2_000, 4_000, 4_000, 4_000]);
  });

  it('gives the probe back when the call said nothing', () => {
    fail(5);
    nowMs = 1_000;
    call('none');
    expect([breaker.state, breaker.acquire()]).toEqual(['half_open', 'probe']);
  });

  it('opens when half of the last calls failed', () => {
    for (let i = 0; i < 4; i++) failThenAnswer();
    expect(breaker.state).toBe('closed');
    failThenAnswer();
    expect(breaker.state).toBe('open');
  });

  it('takes what was under way when it opened for no news', () => {
    const late = breaker.acquire();
    fail(5);
    if (late) breaker.report(late, 'ok');
    expect(breaker.state).toBe('open');
  });

  it('stays closed while fewer than half of the calls fail, never five in a row', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 300 }), (gaps) => {
        const fresh = new CircuitBreaker(OPTIONS, () => 0);
        for (const gap of gaps) {
          fresh.report('call', 'failed');
          for (let i = 0; i < gap + 2; i++) fresh.report('call', 'ok');
        }
        expect(fresh.state).toBe('closed');
      }),
    );
  });
});
