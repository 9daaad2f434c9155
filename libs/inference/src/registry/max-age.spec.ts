import { maxAgeMs } from './max-age';

describe('maxAgeMs', () => {
  it('is half a second for a model that is quick, and grows with the cost of a dear one', () => {
    expect([16, 500, 4_500].map(maxAgeMs)).toEqual([2_000, 2_000, 4_500]);
  });
});
