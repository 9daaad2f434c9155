import { RunPace } from './run-pace';

describe('RunPace', () => {
  it('expects nothing before the first run, and then what that took', () => {
    const pace = new RunPace();
    expect([pace.msFor(1_000), pace.rowsWithin(50)]).toEqual([0, Infinity]);
    pace.observe(10, 46);
    expect([pace.msFor(100), pace.rowsWithin(50), pace.rowsWithin(1)]).toEqual([450, 11, 1]);
  });

  it('follows a change, and takes one slow run for none', () => {
    const pace = new RunPace();
    for (let run = 0; run < 20; run++) pace.observe(1, 11);
    pace.observe(1, 51);
    expect(pace.msFor(1)).toBeLessThan(20);
    for (let run = 0; run < 20; run++) pace.observe(1, 101);
    expect(pace.msFor(1)).toBeGreaterThan(90);
  });

  it('takes a run that something held up for no change, and believes a model that has become slow', () => {
    const pace = new RunPace();
    for (let run = 0; run < 50; run++) pace.observe(1, 0.6);
    pace.observe(1, 300);
    expect(pace.msFor(32)).toBeLessThan(50);
    for (let run = 0; run < 20; run++) pace.observe(1, 301);
    expect(pace.msFor(1)).toBeGreaterThan(250);
  });

  it('expects of large calls after single rows what large calls took, not so many single rows', () => {
    const pace = new RunPace();
    for (let run = 0; run < 50; run++) pace.observe(1, 0.6);
    expect(pace.msFor(4_000)).toBe(0);
    pace.observe(1, 3);
    pace.observe(100, 6);
    expect(pace.msFor(4_000)).toBeLessThan(300);
  });
});
