import { RunPace } from './run-pace';

describe('RunPace', () => {
  it('expects nothing before the first run, and then what that took', () => {
    const pace = new RunPace();
    expect([pace.msFor(1_000), pace.rowsWithin(50)]).toEqual([0, Infinity]);
    pace.observe(10, 45);
    expect([pace.msFor(100), pace.rowsWithin(50), pace.rowsWithin(1)]).toEqual([450, 11, 1]);
  });

  it('follows a change, and takes one slow run for none', () => {
    const pace = new RunPace();
    for (let run = 0; run < 20; run++) pace.observe(1, 1);
    pace.observe(1, 5);
    expect(pace.msFor(1)).toBeLessThan(2);
    for (let run = 0; run < 20; run++) pace.observe(1, 10);
    expect(pace.msFor(1)).toBeGreaterThan(9);
  });
});
