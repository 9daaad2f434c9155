import { ErrorLineQuota } from './error-line-quota';

describe('ErrorLineQuota', () => {
  it('lets so many lines of a second through, and tells in the next one how many were left out', () => {
    const quota = new ErrorLineQuota(2);
    const at = (...timesMs: number[]): (number | null)[] => timesMs.map((nowMs) => quota.take(nowMs));
    expect(at(1_000, 1_100, 1_200, 1_999)).toEqual([0, 0, null, null]);
    expect(at(2_000, 2_001, 2_002)).toEqual([2, 0, null]);
    expect(at(9_000)).toEqual([1]);
  });
});
